import Core
import HTTPAPI
import NIOHTTP1
import Simulator
import Testing

/// The market of `simulate serve` over HTTP: accounts, messages, the clock, the board, and what is refused.
@Suite struct MarketEndpointTests {
    private static let prefix = "/market/v1"
    private static let digits = String(repeating: "7", count: 64)

    private static func bearer(_ token: String) -> [(String, String)] { [("Authorization", "Bearer " + token)] }

    private static func call(
        _ server: TestServer,
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        token: String? = nil
    ) async throws -> HTTPAnswer {
        try await server.http(method, prefix + path, body: body, headers: token.map { bearer($0) } ?? [])
    }

    private static func text(_ answer: HTTPAnswer, _ name: String) throws -> String {
        try #require(answer.json[anyCase: name]?.stringValue, "\(answer.status) \(answer.text)")
    }

    /// An account and its token.
    private static func join(_ server: TestServer, _ name: String) async throws -> String {
        let answer = try await call(server, .POST, "/accounts", #"{"name":"\#(name)"}"#)
        #expect(answer.status == 200)
        #expect(answer.json[anyCase: "Name"] == .string(name))
        #expect(answer.json[anyCase: "Grant"] == .int(MarketTable.grant))
        #expect(try text(answer, "Account").count == 64)
        return try text(answer, "Token")
    }

    private static func advance(_ server: TestServer, _ market: TableMarket, by seconds: Int64) async throws -> Int64 {
        let answer = try await call(server, .POST, "/clock", #"{"seconds":\#(seconds)}"#, token: market.operatorToken)
        #expect(answer.status == 200)
        guard case .int(let time) = answer.json[anyCase: "Time"] else {
            Issue.record("no time: \(answer.text)")
            return 0
        }
        return time
    }

    @Test func aDealGoesOverTheWireFromPostToPayment() async throws {
        let market = TableMarket()
        try await TestServer.with(market: market) { server in
            let token = try await Self.join(server, "eve")
            let post = """
                {"message":"post","nonce":0,"jobKey":"\(Self.digits)","cap":1000000,"maxFuel":1000000000,
                "k":"\(Self.digits)","pPpm":25000,"encKey":"\(Self.digits)","tExec":125}
                """
            let posted = try await Self.call(server, .POST, "/messages", post, token: token)
            #expect(posted.json[anyCase: "Accepted"] == .bool(true), "\(posted.text)")
            let deal = try Self.text(posted, "Deal")
            let assign = #"{"message":"assign","deal":"\#(deal)","node":"house-node-1","price":1000000}"#
            let assigned = try await Self.call(server, .POST, "/messages", assign, token: token)
            #expect(assigned.json == .object([.init("Accepted", .bool(true))]))
            let time = try await Self.advance(server, market, by: 90)
            #expect(time == 90)
            let mine = try await Self.call(server, .GET, "/state", token: token)
            #expect(mine.text.contains(deal) && mine.text.contains("COMMITTED") && mine.text.contains("Digest"))
            let anybodys = try await Self.call(server, .GET, "/state")
            #expect(anybodys.text.contains(deal) && !anybodys.text.contains("Digest"))
            #expect(anybodys.text.contains(#""escalation_binds":1"#))
            let decide = """
                {"message":"decide","deal":"\(deal)","k":"\(Self.digits)","pPpm":25000,"verify":false,"mult":12000}
                """
            let early = try await Self.call(server, .POST, "/messages", decide, token: token)
            #expect(try Self.text(early, "Error").hasPrefix("TooEarly: "))
            // The coin is thrown two rounds after the commitment.
            _ = try await Self.advance(server, market, by: 60)
            let decided = try await Self.call(server, .POST, "/messages", decide, token: token)
            #expect(decided.json[anyCase: "Accepted"] == .bool(true), "\(decided.text)")
            let after = try await Self.call(server, .GET, "/state", token: token)
            // The coin of seed 1 lets the client pay at once: the deal is gone.
            #expect(!after.text.contains(deal))
            let board = try await Self.call(server, .GET, "/scoreboard")
            let player = board.json[anyCase: "Players"]?.arrayValue?.first
            // The price and the fee for posting, in prices.
            #expect(player?[anyCase: "Score"] == .double(-1.001))
            #expect(board.json[anyCase: "Violation"] == .null)
        }
    }

    @Test func theBoardCountsWhatRunsCost() async throws {
        try await TestServer.with(market: TableMarket()) { server in
            let token = try await Self.join(server, "eve")
            _ = try await Self.join(server, "bob")
            let run = try await Self.call(server, .POST, "/runs", #"{"jobKey":"\#(Self.digits)"}"#, token: token)
            #expect(run.status == 200)
            #expect(try Self.text(run, "receipt").count == 64)
            let board = try await Self.call(server, .GET, "/scoreboard")
            let players = board.json[anyCase: "Players"]?.arrayValue ?? []
            #expect(players.map { $0[anyCase: "Name"] } == [.string("bob"), .string("eve")])
            #expect(players.map { $0[anyCase: "Score"] } == [.double(0), .double(-0.7)])
        }
    }

    @Test func whatTheLedgerRefusesIsAnAnswer() async throws {
        try await TestServer.with(market: TableMarket()) { server in
            let token = try await Self.join(server, "eve")
            let body = #"{"message":"withdraw","amount":9000000000000000000}"#
            let answer = try await Self.call(server, .POST, "/messages", body, token: token)
            #expect(answer.status == 200)
            #expect(answer.json[anyCase: "Accepted"] == .bool(false))
            #expect(try Self.text(answer, "Error").hasPrefix("LowBalance: "))
        }
    }

    @Test func onlyTheOperatorMovesTheClock() async throws {
        let market = TableMarket()
        try await TestServer.with(market: market) { server in
            let token = try await Self.join(server, "eve")
            let body = #"{"seconds":60}"#
            let players = try await Self.call(server, .POST, "/clock", body, token: token)
            #expect(players.status == 403)
            let nobodys = try await Self.call(server, .POST, "/clock", body)
            #expect(nobodys.status == 401)
            for seconds in ["0", "-1", "604801", "9223372036854775807", "1.5", "\"60\"", "null"] {
                let answer = try await Self.call(
                    server,
                    .POST,
                    "/clock",
                    "{\"seconds\":\(seconds)}",
                    token: market.operatorToken
                )
                #expect(answer.status == 400, "\(seconds)")
            }
            let state = try await Self.call(server, .GET, "/state")
            #expect(state.json[anyCase: "Time"] == .int(0))
            let week = try await Self.advance(server, market, by: 604_800)
            let more = try await Self.advance(server, market, by: 1)
            #expect(week == 604_800 && more == 604_801)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var method: HTTPMethod = .POST
        var path: String
        var body: String?
        /// `eve` for a player's token, anything else as it is.
        var authorization: String?
        var status: Int
        var has = ""
        var testDescription: String { "\(method) \(path) \(body?.prefix(40) ?? "") \(authorization ?? "")" }
    }

    static let refusals = [
        Refusal(path: "/accounts", body: #"{"name":"a b"}"#, status: 400, has: "a name has"),
        Refusal(path: "/accounts", body: #"{"name":"house-node-1"}"#, status: 400, has: "taken"),
        Refusal(path: "/accounts", body: #"{"name":"eve"}"#, status: 400, has: "taken"),
        Refusal(path: "/accounts", body: #"{"name":7}"#, status: 400),
        Refusal(path: "/accounts", body: "{}", status: 400), Refusal(path: "/accounts", status: 400),
        Refusal(path: "/accounts", body: #"{"name":"#, status: 400, has: "BadRequest"),
        Refusal(path: "/accounts", body: "\u{0}\u{1}", status: 400),
        Refusal(path: "/accounts", body: "[]", status: 400),
        Refusal(path: "/messages", body: #"{"message":"stake","amount":1}"#, status: 401, has: "Authorization"),
        Refusal(
            path: "/messages",
            body: #"{"message":"stake","amount":1}"#,
            authorization: "Bearer none",
            status: 403,
            has: "no such token"
        ),
        Refusal(path: "/messages", body: #"{"message":"stake"}"#, authorization: "Basic eve", status: 401),
        Refusal(path: "/messages", body: "{", authorization: "eve", status: 400),
        Refusal(path: "/messages", body: "[1]", authorization: "eve", status: 400, has: "member message"),
        Refusal(path: "/messages", body: #"{"message":3}"#, authorization: "eve", status: 400, has: "member message"),
        Refusal(path: "/messages", body: #"{"message":"deposit","amount":5}"#, authorization: "eve", status: 400),
        Refusal(
            path: "/messages",
            body: #"{"message":"genesis"}"#,
            authorization: "eve",
            status: 400,
            has: "no player"
        ),
        Refusal(path: "/messages", body: #"{"message":"assign","price":1}"#, authorization: "eve", status: 400),
        Refusal(path: "/messages", body: #"{"message":"post","mode":"metered"}"#, authorization: "eve", status: 400),
        Refusal(path: "/runs", body: #"{"jobKey":"xyz"}"#, authorization: "eve", status: 400, has: "64 hexadecimal"),
        Refusal(path: "/runs", body: #"{"jobKey":"x"}"#, status: 401),
        Refusal(path: "/clock", body: "{}", authorization: "eve", status: 400),
        Refusal(method: .GET, path: "/state", authorization: "Bearer none", status: 403),
        Refusal(method: .GET, path: "/state", authorization: "nonsense", status: 401),
        Refusal(method: .GET, path: "/accounts", status: 405), Refusal(method: .DELETE, path: "/state", status: 405),
        Refusal(method: .GET, path: "/nothing", status: 404),
    ]

    @Test func nonsenseIsRefusedAndChangesNothing() async throws {
        try await TestServer.with(market: TableMarket()) { server in
            let token = try await Self.join(server, "eve")
            let before = try await Self.call(server, .GET, "/scoreboard").text
            for item in Self.refusals {
                let words = item.authorization.map { $0 == "eve" ? "Bearer " + token : $0 }
                let answer = try await server.http(
                    item.method,
                    Self.prefix + item.path,
                    body: item.body,
                    headers: words.map { [("Authorization", $0)] } ?? []
                )
                #expect(answer.status == item.status, "\(item): \(answer.status) \(answer.text)")
                #expect(answer.text.contains(item.has), "\(item): \(answer.text)")
            }
            let after = try await Self.call(server, .GET, "/scoreboard").text
            #expect(after == before)
        }
    }

    @Test func theTableHasRoomForSoMany() async throws {
        try await TestServer.with(market: TableMarket()) { server in
            for index in 0..<MarketTable.playersMax { _ = try await Self.join(server, "player-\(index)") }
            let answer = try await Self.call(server, .POST, "/accounts", #"{"name":"late"}"#)
            #expect(answer.status == 400)
            #expect(answer.text.contains("the table is full"))
        }
    }

    @Test func messagesAreCountedUntilTheClockMoves() async throws {
        let market = TableMarket()
        let token = try #require(try await market.join("eve")[anyCase: "Token"]?.stringValue)
        let unstake = try JSONValue(parsing: #"{"message":"unstake","amount":1}"#)
        for _ in 0..<MarketTable.messagesMax { _ = try await market.send(unstake, token: token) }
        try await TestServer.with(market: market) { server in
            let body = #"{"message":"unstake","amount":1}"#
            let answer = try await Self.call(server, .POST, "/messages", body, token: token)
            #expect(answer.status == 400)
            #expect(answer.text.contains("since the clock moved"))
            _ = try await Self.advance(server, market, by: 1)
            let again = try await Self.call(server, .POST, "/messages", body, token: token)
            #expect(again.status == 200)
        }
    }

    @Test func aBodyHasALimit() async throws {
        var limits = APILimits()
        limits.bodyBytesMax = 1_000
        try await TestServer.with(market: TableMarket(), limits: limits) { server in
            let long = #"{"name":"\#(String(repeating: "x", count: 1_000))"}"#
            let answer = try await Self.call(server, .POST, "/accounts", long)
            #expect(answer.status == 413)
        }
    }

    @Test func aMarketServesNothingElse() async throws {
        try await TestServer.with(market: TableMarket()) { server in
            for path in ["/api/v1/agent/alive", "/api/v1/orchestrator/jobs"] {
                let answer = try await server.http(.GET, path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }
}
