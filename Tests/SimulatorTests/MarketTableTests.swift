import ContentAddressing
import Core
import Settlement
import Testing

@testable import Simulator

/// The table where outsiders attack the protocol.
@Suite struct MarketTableTests {
    static func text(_ value: JSONValue, _ name: String) throws -> String {
        try #require(value[anyCase: name]?.stringValue)
    }

    static func joined(_ table: inout MarketTable, _ name: String) throws -> String {
        try text(try table.join(name), "Token")
    }

    static func line(_ kind: String, _ members: JSONValue.Member...) -> JSONValue {
        .object([.init("message", .string(kind))] + members)
    }

    @Test func theHouseWorksOnItsOwn() throws {
        var table = MarketTable(seed: 1)
        for _ in 0..<60 { _ = try table.advance(by: 60, token: table.operatorToken) }
        let machine = try #require(table.script.machine)
        #expect(table.script.closed.filter { $0.outcome == .paid }.count > 40)
        #expect(table.script.closed.allSatisfy { $0.outcome == .paid || $0.outcome == .verifiedPaid })
        #expect(machine.openDealCount < 6)
        #expect(table.violation == nil)
        #expect(table.script.rejectedCount == 0)
    }

    @Test func theSameSeedDealsTheSameCards() throws {
        var left = MarketTable(seed: 9)
        var right = MarketTable(seed: 9)
        #expect(try left.join("eve") == right.join("eve"))
        _ = try left.advance(by: 300, token: left.operatorToken)
        _ = try right.advance(by: 300, token: right.operatorToken)
        #expect(try left.state(token: nil) == right.state(token: nil))
    }

    @Test(arguments: ["", "a b", "house-client", "house-node-1", "eve", String(repeating: "x", count: 33)])
    func namesAreChecked(name: String) throws {
        var table = MarketTable(seed: 1)
        _ = try table.join("eve")
        #expect(throws: CoreError.self) { try table.join(name) }
    }

    @Test(arguments: ["genesis", "beacon", "params", "deposit", "nothing"])
    func playersSpeakForThemselvesOnly(kind: String) throws {
        var table = MarketTable(seed: 1)
        let token = try Self.joined(&table, "eve")
        #expect(throws: CoreError.self) { try table.send(Self.line(kind), token: token) }
        #expect(throws: CoreError.self) { try table.send(Self.line("stake"), token: "none") }
        #expect(throws: CoreError.self) { try table.advance(by: 60, token: token) }
        #expect(throws: CoreError.self) { try table.advance(by: 0, token: table.operatorToken) }
    }

    @Test func aPlayerCannotSpeakForAnother() throws {
        var table = MarketTable(seed: 1)
        let eve = try Self.joined(&table, "eve")
        _ = try table.join("bob")
        let before = table.script.machine?.account(LedgerScript.account(named: "bob"))
        _ = try table.send(
            Self.line("withdraw", .init("actor", .string("bob")), .init("amount", .int(5))),
            token: eve
        )
        #expect(table.script.machine?.account(LedgerScript.account(named: "bob")) == before)
        #expect(table.script.machine?.account(LedgerScript.account(named: "eve"))?.available == MarketTable.grant - 5)
    }

    @Test func refusalsAreAnswers() throws {
        var table = MarketTable(seed: 1)
        let token = try Self.joined(&table, "eve")
        let answer = try table.send(Self.line("withdraw", .init("amount", .int(.max))), token: token)
        #expect(answer[anyCase: "Accepted"] == .bool(false))
        #expect(try Self.text(answer, "Error").hasPrefix("LowBalance"))
        let cheap = Self.line("assign", .init("price", .int(1)))
        #expect(throws: CoreError.self) { try table.send(cheap, token: token) }
    }

    @Test func runsCostAndGiveTheRightResult() throws {
        var table = MarketTable(seed: 1)
        let token = try Self.joined(&table, "eve")
        let job = JobKey(SHA256Hasher.digest(of: [1]))
        let run = try table.runJob(job.description, token: token)
        #expect(try Self.text(run, "receipt") == MarketHouse.opening(job, rho: .zero).receipt.hex)
        let players = table.scoreboard[anyCase: "Players"]?.arrayValue ?? []
        #expect(players.first?[anyCase: "Score"] == .double(-0.7))
    }

    /// A node of a player that lies until it is caught: unverified lies earn, the slash takes more.
    @Test func aLiarIsSlashed() throws {
        var table = MarketTable(seed: 3)
        let token = try Self.joined(&table, "eve")
        let stake = try table.send(Self.line("stake", .init("amount", .int(6_000_000_000))), token: token)
        #expect(stake[anyCase: "Accepted"] == .bool(true))
        // Weights count from the next epoch on.
        _ = try table.advance(by: 86_400, token: table.operatorToken)
        for _ in 0..<600 {
            _ = try table.advance(by: 30, token: table.operatorToken)
            for deal in table.script.machine?.openDeals ?? [] {
                guard let slot = table.script.machine?.slot(of: LedgerScript.account(named: "eve"), in: deal),
                    deal.slots[slot].state == .assigned
                else { continue }
                let zeros = String(repeating: "0", count: 64)
                let lie = Self.line(
                    "commit",
                    .init("deal", .string(deal.id.description)),
                    .init("receipt", .string(zeros)),
                    .init("fuel", .int(1)),
                    .init("pages", .int(0)),
                    .init("blob", .string(zeros)),
                    .init("rho", .string(zeros))
                )
                #expect(try table.send(lie, token: token)[anyCase: "Accepted"] == .bool(true))
            }
        }
        // What a liar does not open is opened for it by the deadline.
        _ = try table.advance(by: 4 * 86_400, token: table.operatorToken)
        let slashed = table.script.closed.flatMap(\.places).filter { $0.slashed >= 200_000_000 }
        #expect(!slashed.isEmpty)
        #expect(slashed.allSatisfy { $0.node == LedgerScript.account(named: "eve") })
        #expect(table.violation == nil)
    }

    @Test func resultsAreShownToTheClientOnly() throws {
        var table = MarketTable(seed: 1)
        let eve = try Self.joined(&table, "eve")
        let key = SHA256Hasher.digest(of: [7]).hex
        let posted = try table.send(
            Self.line(
                "post",
                .init("nonce", .int(0)),
                .init("jobKey", .string(key)),
                .init("cap", .int(1_000_000)),
                .init("maxFuel", .int(1_000_000_000)),
                .init("k", .string(key)),
                .init("pPpm", .int(25_000)),
                .init("encKey", .string(key)),
                .init("tExec", .int(125))
            ),
            token: eve
        )
        let deal = try Self.text(posted, "Deal")
        let assigned = try table.send(
            Self.line(
                "assign",
                .init("deal", .string(deal)),
                .init("node", .string("house-node-1")),
                .init("price", .int(1_000_000))
            ),
            token: eve
        )
        #expect(assigned[anyCase: "Accepted"] == .bool(true))
        _ = try table.advance(by: 1, token: table.operatorToken)
        #expect(try table.state(token: eve).jsonText().contains("Digest"))
        #expect(try !table.state(token: nil).jsonText().contains("Digest"))
    }
}
