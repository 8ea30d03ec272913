package import ContentAddressing
import Core

extension ContentStore {
    /// Gets what is missing of a tree from `source` and lands its files whole; returns the bytes that came from there.
    ///
    /// Every block is checked. After a crash or an error, what arrived is kept until garbage is collected, and a new
    /// fetch goes on from there. With `name`, the content is kept as a root of that name; without, it is garbage.
    /// Throws `notFound` when the source has no such block, `corrupt`, `tooLarge` beyond the limits.
    @discardableResult
    package func fetch(
        _ cid: CID,
        keptAs name: String?,
        limits: FetchLimits = FetchLimits(),
        from source: @escaping @Sendable (CID) async throws -> Block?,
        onProgress: (UInt64) -> Void = { _ in }
    ) async throws -> UInt64 {
        await gate.enter()
        let result: Result<UInt64, any Error>
        do {
            var session = FetchSession(store: self, root: cid, limits: limits, source: source)
            try await session.run(onProgress: onProgress)
            if let name, try await index.root(cid) == nil { _ = try await pin(cid, name: name) }
            result = .success(session.fetchedBytes)
        } catch {
            result = .failure(error)
        }
        if gate.leave() { try? await collectWhileHolding() }
        changes.notify()
        return try result.get()
    }

    /// Puts a file whose blocks are all here together as one owned file.
    func assemble(_ cid: CID) async throws {
        try await importing {
            var session = FetchSession(store: self, root: cid, limits: FetchLimits(), source: { _ in nil })
            try await session.run(onProgress: { _ in })
        }
    }
}
