@testable import ContentAddressing

/// Blocks in memory and the loops that drive the readers over them.
struct BlockBox {
    struct MissingBlock: Error, Equatable {
        let cid: CID
    }

    struct TooManySteps: Error {}

    /// More than any test needs; a reader that never ends is a failure, not a hang.
    private static let stepsMax = 1_000_000

    private var blocks: [Multihash: [UInt8]] = [:]
    var count: Int { blocks.count }

    init(_ blocks: [Block] = []) {
        add(blocks)
    }

    mutating func add(_ more: [Block]) {
        for block in more { blocks[block.cid.multihash] = block.bytes }
    }

    /// Puts other bytes behind a CID, as a store without checks might hold them.
    mutating func corrupt(_ cid: CID, with bytes: [UInt8]) {
        blocks[cid.multihash] = bytes
    }

    func bytes(_ cid: CID) throws -> [UInt8] {
        if let data = cid.identityData { return data }
        guard let bytes = blocks[cid.multihash] else { throw MissingBlock(cid: cid) }
        return bytes
    }

    func readFile(_ root: CID, range: Range<UInt64> = 0..<UInt64.max, maxBytes: Int = 1 << 26) throws -> [UInt8] {
        var reader = FileReader(root: root, range: range)
        var content: [UInt8] = []
        for _ in 0..<Self.stepsMax {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try bytes(cid))
            case .bytes(let slice): content += slice
            case .finished: return content
            }
            if content.count > maxBytes { return content }
        }
        throw TooManySteps()
    }

    func list(_ root: CID, entriesMax: Int = 1 << 20) throws -> [DirectoryReader.Entry] {
        var reader = DirectoryReader(root: root, entriesMax: entriesMax)
        var entries: [DirectoryReader.Entry] = []
        for _ in 0..<Self.stepsMax {
            switch try reader.next() {
            case .needBlock(let cid): try reader.provide(try bytes(cid))
            case .entry(let entry): entries.append(entry)
            case .finished: return entries
            }
        }
        throw TooManySteps()
    }

    func resolve(_ root: CID, _ path: [String]) throws -> PathResolver.Resolution {
        var resolver = try PathResolver(root: root, path: path)
        return try resolve(&resolver)
    }

    func resolve(_ resolver: inout PathResolver) throws -> PathResolver.Resolution {
        for _ in 0..<Self.stepsMax {
            switch try resolver.next() {
            case .needBlock(let cid): try resolver.provide(try bytes(cid))
            case .resolved(let resolution): return resolution
            }
        }
        throw TooManySteps()
    }

    /// Walks to the end or to the first error; what was handed out until then is in `blocks`.
    func walk(_ walker: inout DAGWalker, into blocks: inout [Block]) throws {
        for _ in 0..<Self.stepsMax {
            switch try walker.next() {
            case .needBlock(let cid): try walker.provide(try bytes(cid))
            case .block(let block): blocks.append(block)
            case .finished: return
            }
        }
        throw TooManySteps()
    }

    func walk(_ root: CID, scope: DAGWalker.Scope = .all) throws -> [Block] {
        var walker = DAGWalker(root: root, scope: scope)
        var blocks: [Block] = []
        try walk(&walker, into: &blocks)
        return blocks
    }
}
