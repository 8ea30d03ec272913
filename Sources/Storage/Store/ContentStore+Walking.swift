package import ContentAddressing
import Core

extension ContentStore {
    /// The most blocks looked at when a tree is searched for what is missing.
    package static let walkedBlocksMax = 16_000_000
    /// The most blocks looked at when the local bytes of a tree are counted.
    package static let countedBlocksMax = 100_000

    /// The first blocks of a tree that are not here, at most `limit`; below a missing block nothing is known.
    package func missing(_ cid: CID, limit: Int = 1000) async throws -> [CID] {
        var missing: [CID] = []
        var pending = [cid]
        var seen: Set<Multihash> = []
        while let next = pending.popLast(), missing.count < limit {
            guard next.identityData == nil, seen.insert(next.multihash).inserted else { continue }
            guard seen.count <= Self.walkedBlocksMax else {
                throw CoreError.storage(.tooLarge, "\(cid) has more than \(Self.walkedBlocksMax) blocks")
            }
            guard try await has(next) else {
                missing.append(next)
                continue
            }
            if next.codec == .raw { continue }
            if try await !index.files(holding: next).isEmpty { continue }
            pending += try await links(of: next).reversed()
        }
        return missing
    }

    /// True when every block of the tree is here, as far as the index knows.
    package func isComplete(_ cid: CID) async throws -> Bool {
        try await missing(cid, limit: 1).isEmpty
    }

    /// How many bytes of the tree's files are here: whole files, and blocks of others.
    ///
    /// Looks at ``countedBlocksMax`` blocks at most, so the count of a huge tree may be too low.
    package func localBytes(of cid: CID) async throws -> UInt64 {
        var total: UInt64 = 0
        var pending = [cid]
        var looked = 0
        while let next = pending.popLast(), looked < Self.countedBlocksMax {
            looked += 1
            if let data = next.identityData {
                total += UInt64(data.count)
            } else if let file = try await index.files(holding: next).first {
                total += file.sizeBytes
            } else if let location = try await index.location(of: next.multihash) {
                switch location.place {
                case .range(_, _, let length): total += UInt64(length)
                case .inline(let bytes) where next.codec == .raw: total += UInt64(bytes.count)
                case .inline: pending += try await links(of: next).reversed()
                }
            }
        }
        return total
    }

    /// The links of a block that is here; none for blocks without links.
    func links(of cid: CID) async throws -> [CID] {
        guard cid.codec == .dagPB else { return [] }
        let bytes = try await existing(cid)
        return try reading(cid) { () throws(ContentError) in try DAGPBNode(decoding: bytes).links.map(\.cid) }
    }

    /// What this node can offer others: every root, and every file and folder below one, parents first.
    ///
    /// Roots that are not whole any more are left out, and so is what lies below `limit` entries.
    package func holdings(limit: Int = 100_000) async throws -> [CID] {
        var held: [CID] = []
        var seen: Set<CID> = []
        for root in try await allRoots() {
            var pending = [root.cid]
            while let next = pending.popLast(), held.count < limit {
                guard seen.insert(next).inserted, try await isComplete(next) else { continue }
                held.append(next)
                guard next.codec == .dagPB, let below = try? await directoryEntries(of: next) else { continue }
                pending += below.reversed().map(\.cid)
            }
        }
        return held
    }

    /// Yields after holdings changed; notices that were not taken yet are one.
    package func holdingChanges() -> AsyncStream<Void> {
        changes.listen()
    }
}
