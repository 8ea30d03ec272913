import ContentAddressing
import Core
import Storage

/// One node's store with its names.
struct NodeContent: Sendable {
    var id: NodeID
    var name: String
    var store: ContentStore
}

/// The content of all nodes of this process and of the job store, as one.
struct ClusterContent: ContentExchange {
    let nodes: [NodeContent]
    let jobs: any JobStore
    let spread: SpreadRoots

    func holders(of cid: CID) async -> [NodeID] {
        var holders: [NodeID] = []
        for node in nodes where (try? await node.store.isComplete(cid)) == true { holders.append(node.id) }
        return holders
    }

    /// A node that changed or lost a block is passed over; the next one is asked.
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? {
        for holder in nodes where holder.id != node {
            if let block = try? await holder.store.block(cid) { return block }
        }
        if let block = try await jobs.block(cid) { return block }
        for holder in nodes where holder.id == node {
            if let block = try? await holder.store.block(cid) { return block }
        }
        return nil
    }
}
