import ContentAddressing
import Core

/// What commands ask about content.
protocol DataNodeAPI: Sendable {
    /// Adds what lies at an absolute path of the node's machine.
    func add(
        path: String,
        _ options: AddOptions,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot
    func importCAR(_ pieces: AsyncThrowingStream<[UInt8], any Error>) async throws -> [ContentRoot]
    /// A CAR of what lies at a path below a root, unchecked: whoever reads it checks each block.
    func exportCAR(_ cid: CID, path: [String]) async throws -> AsyncThrowingStream<[UInt8], any Error>
    func roots() async throws -> [ContentRoot]
    func stat(_ cid: CID) async throws -> ContentRoot
    func holders(of cid: CID) async throws -> [String]
    func list(_ cid: CID, path: [String]) async throws -> [ContentEntry]
    /// Checks one root, or everything for nil.
    func verify(_ cid: CID?) async throws -> VerifyReport
    func remove(_ cid: CID) async throws
}
