import ContentAddressing
import Core

@testable import Commands

/// Roles that refuse: a test that reaches them asks for something that needs a node.
struct NoRoles: RoleRunner {
    private func refusal(_ command: String) -> CommandError {
        CommandError(.failed, "no roles in this test: \(command)")
    }

    func runDevstack(_ options: DevstackOptions, _ configuration: Configuration) async throws {
        throw refusal("devstack")
    }

    func runServe(_ options: ServeOptions, _ configuration: Configuration) async throws { throw refusal("serve") }

    func withLocalNode(
        _ configuration: Configuration,
        _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws {
        throw refusal("run --local")
    }

    func computeCID(
        path: String,
        profile: ImportProfile,
        includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        throw refusal("data cid")
    }

    func compileWasm(_ arguments: [String]) -> Int32 { 69 }
}
