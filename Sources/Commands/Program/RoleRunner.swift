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
        _ configuration: Configuration, _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws
    /// The CID of what lies at an absolute path, without storing anything.
    func computeCID(
        path: String, profile: ImportProfile, includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot
    /// Compiles a module ahead of time; what a node starts in a process of its own.
    func compileWasm(input: String, output: String) async throws
}

/// The runner of a build without servers.
struct NoRoles: RoleRunner {
    init() {}

    func runDevstack(_ options: DevstackOptions, _ configuration: Configuration) async throws {
        throw Self.refusal("devstack")
    }

    func runServe(_ options: ServeOptions, _ configuration: Configuration) async throws {
        throw Self.refusal("serve")
    }

    func withLocalNode(
        _ configuration: Configuration, _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws {
        throw Self.refusal("run --local")
    }

    func computeCID(
        path: String, profile: ImportProfile, includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        throw Self.refusal("data cid")
    }

    func compileWasm(input: String, output: String) async throws { throw Self.refusal("internal compile-wasm") }

    private static func refusal(_ command: String) -> CommandError {
        CommandError(
            .failed, "this build has no servers, so it cannot do `\(command)`",
            hint: "use the bacalhau program of a full build")
    }
}
