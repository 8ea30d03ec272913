import ContentAddressing
import Core
import NIOCore

/// Reads a file of content block by block: one block in memory at a time.
struct FileContent: Sendable {
    let root: CID
    let source: any BlockStore

    /// The size of the file.
    ///
    /// Throws `notAFile` for a directory and `notFound` when the root block is not here.
    func size() async throws -> UInt64 {
        var reader = FileReader(root: root, range: 0..<0)
        while true {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try await source.required(cid).bytes)
            case .bytes: break
            case .finished: return reader.fileBytes ?? 0
            }
            if let size = reader.fileBytes { return size }
        }
    }

    /// Copies the part of the file that lies in the range.
    func copy(_ range: Range<UInt64>, to writer: ChunkWriter) async throws {
        var reader = FileReader(root: root, range: range)
        while true {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try await source.required(cid).bytes)
            case .bytes(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
            case .finished: return
            }
        }
    }
}

extension BlockStore {
    /// The block; throws `notFound` when it is not here.
    func required(_ cid: CID) async throws -> Block {
        if let data = cid.identityData { return Block(cid: cid, bytes: data) }
        guard let block = try await block(cid) else {
            throw CoreError(
                .notFound,
                "block \(cid) is not here",
                hint: "import the content, or ask a node that holds it",
                component: "Content"
            )
        }
        return block
    }
}
