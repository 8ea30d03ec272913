import ContentAddressing
import Core
import TestKit

@testable import Commands

/// Surroundings in which nothing is expected: every question to a node fails the command.
enum TestContext {
    static let now = Timestamp(nanoseconds: 1_700_000_000_000_000_000)

    static func make(
        console: TestConsole = TestConsole(),
        environment: [String: String] = [:],
        folder: String = "/home/ada/work",
        node: (any NodeAPI)? = nil,
        ledger: (any LedgerAPI)? = nil
    ) -> CommandContext {
        CommandContext(
            console: console,
            environment: Environment(environment),
            workingDirectory: folder,
            clock: { now },
            connector: FixedConnector(given: node, givenLedger: ledger),
            roles: NoRoles()
        )
    }

    /// Runs `body` with a new folder that is removed afterwards.
    static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await TemporaryFolder.with { try await body($0.path) }
    }
}

/// Gives the node it was made with; without one, an address where nobody answers.
struct FixedConnector: NodeConnector {
    let given: (any NodeAPI)?
    var givenLedger: (any LedgerAPI)?

    func node(at endpoint: Endpoint) -> any NodeAPI {
        given ?? ClientConnector().node(at: Endpoint(host: "127.0.0.1", port: 1))
    }

    func ledger(at endpoint: Endpoint) -> any LedgerAPI {
        givenLedger ?? ClientConnector().ledger(at: Endpoint(host: "127.0.0.1", port: 1))
    }
}
