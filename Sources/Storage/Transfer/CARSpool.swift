import ContentAddressing
import Core
import Synchronization

/// The blocks of an archive while it is being imported: their bytes in a file, their places in memory.
final class CARSpool: Sendable {
    /// The most blocks of one archive; a place takes about 60 bytes of memory.
    static let blocksMax = 16_000_000

    private struct Place: Sendable {
        var offset: UInt64
        var length: Int
    }

    private struct State: Sendable {
        var places: [Multihash: Place] = [:]
        var end: UInt64 = 0
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    /// Adds checked blocks.
    func append(_ blocks: [Block]) throws {
        let file = try OpenFile(updating: path)
        for block in blocks {
            let offset: UInt64? = try state.withLock { state in
                guard state.places[block.cid.multihash] == nil else { return nil }
                guard state.places.count < Self.blocksMax else {
                    throw CoreError.storage(.tooLarge, "the archive has more than \(Self.blocksMax) blocks")
                }
                let offset = state.end
                state.places[block.cid.multihash] = Place(offset: offset, length: block.bytes.count)
                state.end += UInt64(block.bytes.count)
                return offset
            }
            if let offset { try file.write(block.bytes, at: offset) }
        }
    }

    func block(_ cid: CID) async throws -> Block? {
        guard let place = state.withLock({ $0.places[cid.multihash] }) else { return nil }
        let bytes = try await offload { [path] in
            try OpenFile(reading: path).bytes(at: place.offset, count: place.length)
        }
        return bytes.map { Block(cid: cid, bytes: $0) }
    }

    func remove() throws {
        try Folder.removeFile(path)
    }
}
