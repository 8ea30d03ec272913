import ContentAddressing
import Core

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
        _ configuration: Configuration,
        _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws {
        throw Self.refusal("run --local")
    }

    func computeCID(
        path: String,
        profile: ImportProfile,
        includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        throw Self.refusal("data cid")
    }

    func compileWasm(input: String, output: String) async throws { throw Self.refusal("internal compile-wasm") }

    private static func refusal(_ command: String) -> CommandError {
        CommandError(
            .failed,
            "this build has no servers, so it cannot do `\(command)`",
            hint: "use the bacalhau program of a full build"
        )
    }
}
