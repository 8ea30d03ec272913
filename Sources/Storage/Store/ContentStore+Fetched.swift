package import ContentAddressing
import Core
import Synchronization

extension ContentStore {
    /// The name of roots that were fetched as inputs.
    package static let fetchedName = internalNamePrefix + "fetched"

    /// From now until ``releaseInputs(of:)`` the holder uses this content: what of it is here stays here.
    ///
    /// Call it before looking whether the content is here. Waits while garbage is being collected.
    package func useInput(_ cid: CID, by holder: String) async {
        await gate.enter()
        let moment = now()
        fetched.withLock { $0.use(cid, by: holder, now: moment) }
        if gate.leave() { try? await collectWhileHolding() }
    }

    /// The holder uses none of its inputs any more.
    package func releaseInputs(of holder: String) {
        fetched.withLock { $0.release(holder) }
    }

    /// Makes room: forgets what was fetched as inputs and is not in use, least recently used first, until the rest is
    /// within the limit.
    ///
    /// Nothing else is forgotten: not what was added, not results. Sizes are those of the roots, so what two of them
    /// share counts twice.
    package func evictFetched() async throws {
        guard fetchedBytesMax < .max else { return }
        if !fetched.withLock({ $0.isLoaded }) {
            let roots = try await index.roots().filter { $0.name == Self.fetchedName }
            fetched.withLock { $0.load(roots) }
        }
        let surplus = fetched.withLock { $0.surplus(bytesMax: fetchedBytesMax) }
        guard !surplus.isEmpty else { return }
        for cid in surplus {
            fetched.withLock { $0.remove(cid) }
            // The user may have added the same content meanwhile; then it is theirs.
            guard try await index.root(cid)?.name == Self.fetchedName else { continue }
            recentResults.withLock { $0.removeAll() }
            try await index.removeRoot(cid)
        }
        changes.notify()
        try await collectGarbage()
    }

    /// Counts what was just fetched and kept, and makes room for it.
    func noteFetched(_ cid: CID) async throws {
        guard let root = try await index.root(cid), root.name == Self.fetchedName else { return }
        let moment = now()
        fetched.withLock { $0.add(root, now: moment) }
        try await evictFetched()
    }
}
