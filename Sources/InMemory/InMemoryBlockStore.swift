package import ContentAddressing
import Core
import Synchronization

/// Blocks in memory, by multihash, so that a block is found under both versions of its CID.
package final class InMemoryBlockStore: BlockStore {
    private let blocks = Mutex<[Multihash: [UInt8]]>([:])

    package init() {}

    /// Keeps blocks as they are; ``block(_:)`` checks them.
    package func insert(_ added: [Block]) {
        blocks.withLock { blocks in
            for block in added { blocks[block.cid.multihash] = block.bytes }
        }
    }

    /// Forgets a block.
    package func remove(_ cid: CID) { blocks.withLock { $0[cid.multihash] = nil } }

    package var count: Int { blocks.withLock { $0.count } }

    package func block(_ cid: CID) async throws -> Block? {
        guard let bytes = cid.identityData ?? blocks.withLock({ $0[cid.multihash] }) else { return nil }
        do {
            try cid.verify(bytes)
        } catch {
            throw CoreError(
                .corrupt,
                "block \(cid) in memory is not what its CID names",
                component: "BlockStore",
                cause: error.message
            )
        }
        return Block(cid: cid, bytes: bytes)
    }
}
