import ContentAddressing
import Core

/// An exchange that holds nothing.
struct NoContent: ContentExchange {
    func holders(of cid: CID) async -> [NodeID] { [] }
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? { nil }
    func changedFile(below cid: CID) async -> ChangedFile? { nil }
}
