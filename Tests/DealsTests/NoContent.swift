import ContentAddressing
import Core

/// A world in which nobody holds anything: work that is paid by its fuel never asks how much there is to read.
struct NoContent: ContentExchange {
    func holders(of cid: CID) async -> [NodeID] { [] }
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? { nil }
    func changedFile(below cid: CID) async -> ChangedFile? { nil }
}
