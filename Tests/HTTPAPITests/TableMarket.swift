import Core
import HTTPAPI
import Simulator

/// The real table of the simulated market behind the server under test.
actor TableMarket: MarketService {
    nonisolated let operatorToken: String
    private var table: MarketTable

    init(seed: UInt64 = 1) {
        let table = MarketTable(seed: seed)
        operatorToken = table.operatorToken
        self.table = table
    }

    func join(_ name: String) async throws -> JSONValue { try table.join(name) }

    func send(_ message: JSONValue, token: String) async throws -> JSONValue { try table.send(message, token: token) }

    func runJob(_ job: String, token: String) async throws -> JSONValue { try table.runJob(job, token: token) }

    func advance(by seconds: Int64, token: String) async throws -> JSONValue {
        try table.advance(by: seconds, token: token)
    }

    func state(token: String?) async throws -> JSONValue { try table.state(token: token) }

    func scoreboard() async throws -> JSONValue { table.scoreboard }
}
