package import ContentAddressing
import Core
import Synchronization

extension ContentStore {
    /// How many places of one block are tried before it counts as gone.
    private static let placesMax = 16
    /// Wraps a range of a file into the dag-pb leaf that it was hashed as, whatever the chunk size was.
    static let wrappingProfile = try? ImportProfile(
        name: "wrapping",
        cidVersion: .v1,
        rawLeaves: false,
        chunkBytes: ImportProfile.chunkBytesMax,
        fileLinksMax: 174,
        directoryLimit: .blockBytes(262_144),
        hamtFanout: 256
    )
    private static let emptyMultihash = Multihash.sha256(of: [])

    /// The block, hashed again just now, or nil when it is not here.
    ///
    /// Throws `corrupt` with path and CID when the file that held it is gone or changed; its records are dropped, so
    /// that the next call says that the block is not here.
    package func block(_ cid: CID) async throws -> Block? {
        if let data = cid.identityData { return Block(cid: cid, bytes: data) }
        if cid.multihash == Self.emptyMultihash { return Block(cid: cid, bytes: []) }
        var failure: CoreError?
        for _ in 0..<Self.placesMax {
            guard let location = try await index.location(of: cid.multihash) else {
                if let failure { throw failure }
                return nil
            }
            switch location.place {
            case .inline(let bytes):
                if Multihash.sha256(of: bytes) == cid.multihash { return Block(cid: cid, bytes: bytes) }
                try await index.removeInlineBlocks([cid.multihash])
                recent.withLock { $0.removeAll() }
                failure = .storage(.corrupt, "block \(cid) in the index is not what it was")
            case .range(let fileID, let offset, let length):
                guard let file = try await index.file(fileID) else { continue }
                do {
                    let bytes = try await offload { try Self.read(cid, from: file, offset: offset, length: length) }
                    return Block(cid: cid, bytes: bytes)
                } catch let error as CoreError where error.code == .corrupt {
                    try await drop([fileID])
                    failure = error
                }
            }
        }
        throw failure ?? CoreError.storage(.corrupt, "block \(cid) was found in too many places that are gone")
    }

    /// True when the index knows where the block lies; the bytes are not read.
    package func has(_ cid: CID) async throws -> Bool {
        if cid.identityData != nil || cid.multihash == Self.emptyMultihash { return true }
        if recent.withLock({ $0.contains(cid.multihash) }) { return true }
        return try await index.location(of: cid.multihash) != nil
    }

    /// The block, or `notFound` naming it.
    func existing(_ cid: CID) async throws -> [UInt8] {
        guard let block = try await block(cid) else {
            throw CoreError.storage(
                .notFound,
                "block \(cid) is not on this node",
                hint: "fetch it from a node that holds it"
            )
        }
        return block.bytes
    }

    /// Reads and checks a block in a file; throws `corrupt` when the file or the bytes are not what they were.
    static func read(_ cid: CID, from file: IndexedFile, offset: UInt64, length: Int) throws -> [UInt8] {
        guard let opened = try? OpenFile(reading: file.path) else {
            throw gone(cid, file, "the file is not there or cannot be read")
        }
        guard try opened.stamp().matches(file) else { throw gone(cid, file, "the file was changed or replaced") }
        guard length <= Block.bytesMax, let bytes = try opened.bytes(at: offset, count: length) else {
            throw gone(cid, file, "the file is shorter than it was")
        }
        if cid.codec != .dagPB, Multihash.sha256(of: bytes) == cid.multihash { return bytes }
        if let wrapped = wrapped(bytes), Multihash.sha256(of: wrapped) == cid.multihash { return wrapped }
        if Multihash.sha256(of: bytes) == cid.multihash { return bytes }
        throw gone(cid, file, "the bytes at \(offset) hash to something else")
    }

    /// The dag-pb leaf over a chunk; nil for a chunk that no leaf can hold.
    static func wrapped(_ chunk: [UInt8]) -> [UInt8]? {
        guard let wrappingProfile, chunk.count <= wrappingProfile.chunkBytes else { return nil }
        return chunk.withUnsafeBytes { FileImporter.leaf($0, profile: wrappingProfile).encoded }
    }

    static func gone(_ cid: CID, _ file: IndexedFile, _ reason: String) -> CoreError {
        .storage(
            .corrupt,
            "\(cid) is gone: \(file.path) held it, but \(reason)",
            hint: "put the file back or add it again"
        )
    }
}
