import Client
import Core
import Testing

/// The addresses of deals: what they ask, what they answer, what they refuse.
@Suite struct DealRouteTests {
    private static let base = "/api/v1/orchestrator"
    private static let heard: RouteQuestion.Questions = { $0.deals?.questions }

    static let questions = [
        RouteQuestion(path: "/jobs/paid/deals", asks: "deals paid - 0 0 101"),
        RouteQuestion(path: "/jobs/paid/deals?namespace=ns&job_version=3&limit=2", asks: "deals paid ns 3 0 3"),
        RouteQuestion(path: "/jobs/paid/deals?all_job_versions=true&next_token=4", asks: "deals paid - all 4 101"),
        RouteQuestion(path: "/jobs/paid/deals?limit=1000000", asks: "deals paid - 0 0 1001"),
        RouteQuestion(path: "/deals?node=alpha", asks: "unchecked alpha 100"),
        RouteQuestion(path: "/deals?node=alpha&limit=7", asks: "unchecked alpha 7"),
        RouteQuestion(path: "/executions/e-0/receipt", asks: "receipt e-0"),
    ]

    @Test(arguments: questions)
    func asks(_ question: RouteQuestion) async throws { try await question.check(at: Self.base, Self.heard) }

    @Test(
        "A wrong question is refused before anything is asked",
        arguments: ["/jobs/paid/deals?next_token=x", "/jobs/paid/deals?limit=-1", "/deals", "/deals?node="]
    )
    func refuses(_ path: String) async throws { try await RouteQuestion.checkRefused(Self.base + path, Self.heard) }

    @Test("Without a ledger every question says how to get one", arguments: questions)
    func refusesWithoutALedger(_ question: RouteQuestion) async throws {
        try await TestServer.with { server in
            let answer = try await server.get(Self.base + question.path)
            #expect(answer.hasPrefix("HTTP/1.1 404"), "\(answer)")
            #expect(answer.contains("bacalhau serve --ledger"), "\(answer)")
        }
    }

    @Test("Pages follow each other without a gap", arguments: [1, 2, 5, 6])
    func pages(limit: Int) async throws {
        try await TestServer.with(ledger: true) { server in
            var found: [DealRecord] = []
            var token = ""
            repeat {
                let text = try await server.client.deals(of: "paid", limit: limit, nextToken: token)
                let page = try WirePage<DealRecord>(wire: JSONValue(parsing: text))
                #expect(page.items.count <= limit)
                found += page.items
                token = page.nextToken
            } while !token.isEmpty
            #expect(found == FakeDeals.records)
        }
    }

    @Test func receiptsAreBytes() async throws {
        try await TestServer.with(ledger: true) { server in
            #expect(try await server.client.receipt(ofExecution: "e-0") == FakeDeals.receipt)
            let answer = try await server.get(Self.base + "/executions/e-0/receipt")
            #expect(answer.lowercased().contains("content-type: application/octet-stream"))
            let error = await #expect(throws: CoreError.self) { try await server.client.receipt(ofExecution: "e-1") }
            #expect(error?.code == .conflict)
            #expect(error?.hint == "wait")
            let unchecked = try await server.client.uncheckedDeals(ofNode: "alpha")
            #expect(try WirePage<DealRecord>(wire: JSONValue(parsing: unchecked)).items.count == 1)
        }
    }
}
