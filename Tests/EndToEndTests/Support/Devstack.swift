import Foundation
import TestKit
import Testing

/// A devstack that the tests of a suite share, and a command line that talks to it.
struct Devstack: Sendable {
    @TaskLocal static var running: Devstack?

    /// The devstack around the test that runs.
    static var current: Devstack {
        get throws { try #require(running, "the suite lacks the trait .devstack") }
    }

    let server: Server
    /// The folder of the clients' settings.
    let clientFolder: String

    var http: HTTP { server.http }

    /// Runs a command against this devstack.
    func callAsFunction(
        _ arguments: String...,
        in folder: TemporaryFolder? = nil,
        input: String = "",
        within limit: Duration = Child.limit
    ) async throws -> Finished {
        try await run(arguments, in: folder, input: Data(input.utf8), within: limit)
    }

    func run(
        _ arguments: [String],
        in folder: TemporaryFolder? = nil,
        input: Data = Data(),
        within limit: Duration = Child.limit
    ) async throws -> Finished {
        let address = ["BACALHAU_API_HOST": server.host, "BACALHAU_API_PORT": String(server.port)]
        return try await Child.run(
            try #require(Bacalhau.path),
            arguments,
            environment: Bacalhau.environment(dataFolder: clientFolder, address),
            workingFolder: folder?.path ?? clientFolder,
            input: input,
            within: limit
        )
    }

    /// Runs a command that must succeed and gives its output without the last newline.
    func answer(_ arguments: String..., in folder: TemporaryFolder? = nil) async throws -> String {
        let finished = try await run(arguments, in: folder)
        guard finished.status == 0 else { throw EndToEndError("\(finished)") }
        return finished.line
    }

    /// Runs a command that must succeed and gives its output read as JSON.
    func json(_ arguments: String..., in folder: TemporaryFolder? = nil) async throws -> JSON {
        let finished = try await run(arguments + ["--output", "json"], in: folder)
        guard finished.status == 0 else { throw EndToEndError("\(finished)") }
        return try finished.json
    }
}

/// Starts one devstack for a whole suite and ends it in order.
struct DevstackTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let clients = try TemporaryFolder()
        defer {
            folder.remove()
            clients.remove()
        }
        let server = try await Server.devstack(folder: folder.path)
        let devstack = Devstack(server: server, clientFolder: clients.path)
        try await Devstack.$running.withValue(devstack) { try await function() }
        try await server.stop()
    }
}

extension Trait where Self == DevstackTrait {
    /// One devstack around all tests of the suite.
    static var devstack: Self { DevstackTrait() }
}
