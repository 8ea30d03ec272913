import ContentAddressing

@testable import Commands

/// A file tree as blocks in memory, also with names that no importer would take.
final class MemoryTree: BlockReading {
    indirect enum Node {
        case file(String)
        case link(String)
        case folder([(name: String, node: Node)])
    }

    private(set) var blocks: [CID: [UInt8]] = [:]
    private(set) var order: [Block] = []

    func bytes(_ cid: CID) throws -> [UInt8] {
        guard let bytes = blocks[cid] else { throw CommandError(.failed, "no block \(cid)") }
        return bytes
    }

    /// Adds a tree and gives its root.
    func add(_ node: Node) -> CID {
        switch node {
        case .file(let text):
            return keep(Block(cid: .raw(SHA256Hasher.digest(of: Array(text.utf8))), bytes: Array(text.utf8)))
        case .link(let target): return keep(SymlinkBuilder.build(target: target, profile: .unixfsV1_2025).block)
        case .folder(let entries):
            let links = entries.map { DAGPBLink(cid: add($0.node), name: $0.name, tsize: 1) }
            return keep(DAGPBNode(links: links, data: UnixFSNode(type: .directory).encoded()).block())
        }
    }

    private func keep(_ block: Block) -> CID {
        if blocks[block.cid] == nil { order.append(block) }
        blocks[block.cid] = block.bytes
        return block.cid
    }

    /// All blocks as a CAR.
    func car(root: CID) -> [UInt8] {
        order.reduce(into: CAREncoder.header(roots: [root])) { $0 += CAREncoder.section($1) }
    }
}
