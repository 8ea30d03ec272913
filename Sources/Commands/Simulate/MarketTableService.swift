import Core
import HTTPAPI
import Simulator

/// A table of the simulated market behind the server: one request after the other.
actor MarketTableService: MarketService {
    private var table: MarketTable

    init(_ table: MarketTable) { self.table = table }

    func join(_ name: String) async throws -> JSONValue { try table.join(name) }

    func send(_ message: JSONValue, token: String) async throws -> JSONValue { try table.send(message, token: token) }

    func runJob(_ job: String, token: String) async throws -> JSONValue { try table.runJob(job, token: token) }

    func advance(by seconds: Int64, token: String) async throws -> JSONValue {
        try table.advance(by: seconds, token: token)
    }

    func state(token: String?) async throws -> JSONValue { try table.state(token: token) }

    func scoreboard() async throws -> JSONValue { table.scoreboard }
}
