import ContentAddressing
import Core

/// What the command line needs from the parts that serve: the program gives it a runner that knows them.
protocol RoleRunner: Sendable {
    /// Runs an orchestrator and nodes in this process until the task is cancelled or the process is told to end.
    func runDevstack(_ options: DevstackOptions, _ configuration: Configuration) async throws
    /// Runs one server until the task is cancelled or the process is told to end.
    func runServe(_ options: ServeOptions, _ configuration: Configuration) async throws
    /// Runs an orchestrator and a node in this process for as long as `body` runs, and hands it a node to ask.
    func withLocalNode(
        _ configuration: Configuration,
        _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws
    /// The CID of what lies at an absolute path, without storing anything.
    func computeCID(
        path: String,
        profile: ImportProfile,
        includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot
    /// Compiles a module ahead of time; what a node starts in a process of its own.
    func compileWasm(input: String, output: String) async throws
}
