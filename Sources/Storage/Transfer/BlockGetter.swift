import ContentAddressing
import Core

/// Gets one block of a fetch: from where it lies already, from this store, or from others; always checked.
struct BlockGetter: Sendable {
    let store: ContentStore
    let source: @Sendable (CID) async throws -> Block?

    func get(_ item: FetchItem) async throws -> FetchedBlock {
        if let data = item.cid.identityData {
            return FetchedBlock(item: item, bytes: data, isInPlace: false, fetchedBytes: 0)
        }
        if case .part(_, let path, let offset, let fileBytes) = item.role, fileBytes <= UInt64(Block.bytesMax),
            try await isInPlace(item.cid, path: path, offset: offset, count: Int(fileBytes))
        {
            return FetchedBlock(item: item, bytes: [], isInPlace: true, fetchedBytes: 0)
        }
        if let local = try await local(item.cid) {
            return FetchedBlock(item: item, bytes: local, isInPlace: false, fetchedBytes: 0)
        }
        guard let block = try await source(item.cid) else {
            throw CoreError.storage(
                .notFound,
                "nobody who can be reached holds block \(item.cid)",
                hint: "start a node that holds it, or add the data again"
            )
        }
        guard block.bytes.count <= Block.bytesMax else {
            throw CoreError.storage(.tooLarge, "block \(item.cid) is over the limit of \(Block.bytesMax) bytes")
        }
        do {
            try item.cid.verify(block.bytes)
        } catch {
            throw CoreError.storage(.corrupt, "block \(item.cid) came with other content", cause: error)
        }
        return FetchedBlock(
            item: item,
            bytes: block.bytes,
            isInPlace: false,
            fetchedBytes: UInt64(block.bytes.count)
        )
    }

    /// Whether a former, interrupted fetch has put the right bytes there.
    private func isInPlace(_ cid: CID, path: String, offset: UInt64, count: Int) async throws -> Bool {
        guard cid.codec == .raw else { return false }
        return try await offload {
            guard let stamp = FileStamp.ifPresent(atPath: path), stamp.sizeBytes >= offset + UInt64(count) else {
                return false
            }
            guard let bytes = try OpenFile(reading: path).bytes(at: offset, count: count) else { return false }
            return Multihash.sha256(of: bytes) == cid.multihash
        }
    }

    private func local(_ cid: CID) async throws -> [UInt8]? {
        do {
            return try await store.block(cid)?.bytes
        } catch let error as CoreError where error.code == .corrupt {
            // What was here is gone: get it from others like anything else that is missing.
            return nil
        }
    }
}
