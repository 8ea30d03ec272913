package import ContentAddressing
package import Core

extension ContentStore {
    /// Bytes of an archive decoded before they are spooled.
    private static let spoolBytes = 4 << 20
    /// The most roots of one archive.
    package static let archiveRootsMax = 1024

    /// Reads a CAR (v1 or v2) piece by piece and keeps its roots, all or none.
    ///
    /// Every block is checked against its CID; blocks that no root reaches are dropped. Throws `corrupt` for a wrong
    /// hash or a malformed archive, `notFound` for a block that is neither in the archive nor here, `badRequest` for an
    /// archive without roots, `tooLarge`.
    package func importCAR(
        _ pieces: some AsyncSequence<[UInt8], any Error>,
        name: String = "",
        limits: FetchLimits = FetchLimits()
    ) async throws -> [ContentRoot] {
        let spool = CARSpool(path: area.temporaryPath())
        do {
            let roots = try await keep(
                spool: spool,
                roots: try await fill(spool, from: pieces),
                name: name,
                limits: limits
            )
            try await offload { try spool.remove() }
            return roots
        } catch {
            try? await offload { try spool.remove() }
            throw error
        }
    }

    private func fill(_ spool: CARSpool, from pieces: some AsyncSequence<[UInt8], any Error>) async throws -> [CID] {
        var decoder = CARDecoder()
        var roots: [CID] = []
        for try await piece in pieces {
            for start in stride(from: 0, to: piece.count, by: Self.spoolBytes) {
                decoder.append(Array(piece[start..<min(piece.count, start + Self.spoolBytes)]))
                try await drain(&decoder, into: spool, roots: &roots)
            }
        }
        decoder.finish()
        try await drain(&decoder, into: spool, roots: &roots)
        guard !roots.isEmpty else {
            throw CoreError.storage(.badRequest, "the archive names no roots, so there is nothing to keep")
        }
        guard roots.count <= Self.archiveRootsMax else {
            throw CoreError.storage(.tooLarge, "the archive has \(roots.count) roots, over \(Self.archiveRootsMax)")
        }
        return roots
    }

    private func drain(_ decoder: inout CARDecoder, into spool: CARSpool, roots: inout [CID]) async throws {
        var blocks: [Block] = []
        loop: while true {
            let event: CARDecoder.Event
            do {
                event = try decoder.next()
            } catch {
                let code: CoreError.Code = error.code == .limitExceeded ? .tooLarge : .corrupt
                throw CoreError.storage(code, "the archive cannot be imported", cause: error)
            }
            switch event {
            case .header(let header): roots = header.roots
            case .block(let block): blocks.append(block)
            case .needMore, .end: break loop
            }
        }
        guard !blocks.isEmpty else { return }
        let decoded = blocks
        try await offload { try spool.append(decoded) }
    }

    private func keep(spool: CARSpool, roots: [CID], name: String, limits: FetchLimits) async throws -> [ContentRoot] {
        try await importing {
            var batch = IndexBatch()
            for cid in roots where !batch.roots.contains(where: { $0.cid == cid }) {
                var session = FetchSession(
                    store: self,
                    root: cid,
                    limits: limits,
                    source: { try await spool.block($0) }
                )
                try await session.run(onProgress: { _ in })
                var root = try await stat(cid)
                if root.name.isEmpty { root.name = name.isEmpty ? "\(cid)" : name }
                root.addedAt = now()
                batch.roots.append(root)
            }
            try await write(batch)
            changes.notify()
            return batch.roots
        }
    }

    /// The tree below a CID as a CARv1, piece by piece: the root block first, each block once.
    ///
    /// Throws while iterating what ``block(_:)`` throws, and `notFound` for a block that is not here.
    package func exportCAR(
        _ cid: CID,
        scope: DAGWalker.Scope = .all,
        entityBytes: EntityByteRange? = nil
    ) -> CARPieces {
        CARPieces(store: self, root: cid, walker: DAGWalker(root: cid, scope: scope, entityBytes: entityBytes))
    }
}
