import Client
import Core
import HTTPAPI
import Testing

/// The ledger's addresses: what they ask, what they refuse.
@Suite struct LedgerRouteTests {
    private static let base = "/api/v1/ledger"
    private static let heard: RouteQuestion.Questions = { $0.ledger?.questions }

    static let questions = [
        RouteQuestion(path: "", asks: "overview"), RouteQuestion(path: "/accounts/ab", asks: "account ab"),
        RouteQuestion(path: "/accounts/ab/history", asks: "history ab - 100"),
        RouteQuestion(path: "/accounts/ab/history?before=7&limit=3", asks: "history ab 7 3"),
        RouteQuestion(path: "/events", asks: "events - 100 0.0 seconds"),
        RouteQuestion(path: "/events?after=4&limit=5000&wait=90m", asks: "events 4 1000 600.0 seconds"),
        RouteQuestion(path: "/heads/latest", asks: "head"),
        RouteQuestion(path: "/reputation?after=cd&limit=2", asks: "reputations cd 2"),
    ]

    @Test(arguments: questions)
    func asks(_ question: RouteQuestion) async throws { try await question.check(at: Self.base, Self.heard) }

    @Test(
        "A wrong question is refused before the ledger hears of it",
        arguments: ["/events?after=-1", "/events?after=x", "/events?wait=soon", "/accounts/ab/history?before=1.5"]
    )
    func refuses(_ path: String) async throws { try await RouteQuestion.checkRefused(Self.base + path, Self.heard) }

    @Test func messagesAreBytesWithALimit() async throws {
        try await TestServer.with(ledger: true) { server in
            let answer = try await server.client.sendLedgerMessage([1, 2, 255])
            #expect(answer[anyCase: "Asked"] == .string("submit [1, 2, 255]"))
            for (size, status) in [(0, "400"), (5000, "413")] {
                let body = String(repeating: "x", count: size)
                let text =
                    "POST /api/v1/ledger/messages HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Content-Length: \(size)\r\n\r\n\(body)"
                let refused = try await server.raw(text)
                #expect(refused.hasPrefix("HTTP/1.1 \(status)"), "\(refused)")
            }
            #expect(server.ledger?.questions == ["submit [1, 2, 255]"])
        }
    }

    @Test func theClientReachesAll() async throws {
        try await TestServer.with(ledger: true) { server in
            let client = server.client
            #expect(try await client.ledger()[anyCase: "Asked"] == .string("overview"))
            let gift = try await client.askFaucet(account: "ab", amount: 5)
            #expect(gift[anyCase: "Asked"] == .string("faucet ab 5"))
            var export: [UInt8] = []
            for try await piece in try await client.ledgerExport() { export += piece }
            #expect(export == FakeLedger.pieces.flatMap { $0 })
            await #expect(throws: CoreError.self) { try await client.ledger("/deals/ab") }
        }
    }

    @Test func thePagesAreTextAndLoadNothing() async throws {
        try await TestServer.with(ledger: true) { server in
            let list = try await server.get("/reputation")
            #expect(list.contains("text/html") && list.contains("/reputation/&lt;a&amp;b&gt;"), "\(list)")
            #expect(list.contains("No decision of the ledger or of a node depends on it"))
            let one = try await server.get("/reputation/%3Cscript%3E")
            #expect(one.contains("Account &lt;script&gt;"), "\(one)")
            for page in [list, one] {
                #expect(!page.contains("<script") && !page.contains("src=") && !page.contains("http://"))
                #expect(page.contains("default-src 'none'"))
            }
        }
    }

    @Test("A server without a ledger says so", arguments: ["/api/v1/ledger", "/api/v1/ledger/events", "/reputation"])
    func noLedger(_ path: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.get(path)
            #expect(answer.hasPrefix("HTTP/1.1 404") && answer.contains("this server runs no ledger"), "\(answer)")
        }
    }
}
