import ContentAddressing
import Core
import Synchronization

/// A content store in memory.
final class FakeDataService: DataService {
    private struct State {
        var blocks: [Multihash: Block] = [:]
        var roots: [ContentRoot] = []
    }

    private let state = Mutex(State())

    init() {}

    func insert(_ block: Block) { state.withLock { $0.blocks[block.cid.multihash] = block } }

    /// Takes the blocks of a CAR; gives its roots.
    @discardableResult
    func load(car bytes: [UInt8]) throws -> [CID] {
        var options = CARDecoder.Options()
        options.verifiesBlocks = true
        var decoder = CARDecoder(options: options)
        decoder.append(bytes)
        decoder.finish()
        var roots: [CID] = []
        while true {
            switch try decoder.next() {
            case .header(let header): roots = header.roots
            case .block(let block): insert(block)
            case .end: return roots
            default: throw CoreError(.badRequest, "the CAR is cut")
            }
        }
    }

    func block(_ cid: CID) async throws -> Block? {
        state.withLock { $0.blocks[cid.multihash].map { Block(cid: cid, bytes: $0.bytes) } }
    }

    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        guard path != "/missing" else { throw CoreError(.notFound, "there is no \(path)", component: "Content") }
        onProgress(AddProgress(bytesDone: 1, bytesTotal: 3, filesDone: 0, filesTotal: 1))
        let bytes = Array("abc".utf8)
        let cid = CID.raw(Multihash.sha256(of: bytes))
        insert(Block(cid: cid, bytes: bytes))
        return keep(cid, name: path, bytes: 3)
    }

    private func keep(_ cid: CID, name: String, bytes: UInt64) -> ContentRoot {
        let root = ContentRoot(
            cid: cid,
            name: name,
            kind: .file,
            contentBytes: bytes,
            tsize: bytes,
            files: 1,
            addedAt: .zero,
            hostPath: nil
        )
        state.withLock { $0.roots.append(root) }
        return root
    }

    func importCAR(
        _ pieces: any AsyncSequence<[UInt8], any Error> & Sendable,
        node: String
    ) async throws -> [ContentRoot] {
        var bytes: [UInt8] = []
        for try await piece in pieces { bytes += piece }
        return try load(car: bytes).map { keep($0, name: "imported", bytes: UInt64(bytes.count)) }
    }

    func roots() async throws -> [ContentRoot] { state.withLock { $0.roots } }

    func stat(_ cid: CID) async throws -> ContentRoot {
        guard let root = state.withLock({ $0.roots.first { $0.cid == cid } }) else {
            throw CoreError(.notFound, "\(cid) is not here", component: "Content")
        }
        return root
    }

    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry] {
        path.map { ContentEntry(name: $0, cid: cid, kind: .file, contentBytes: 1, tsize: 1) }
    }

    func resolve(_ cid: CID, path: [String]) async throws -> CID { cid }
    func verify(_ cid: CID?) async throws -> VerifyReport { VerifyReport(blocks: 2, bytes: 7, problems: []) }
    func remove(_ cid: CID) async throws { state.withLock { $0.roots.removeAll { $0.cid == cid } } }
    func holders(of cid: CID) async -> [NodeID] { [NodeID("12D3KooWalpha")] }
}
