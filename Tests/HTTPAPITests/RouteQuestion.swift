import Testing

/// An address that is asked of a server with a ledger, and what is asked behind the API because of it.
struct RouteQuestion: Sendable, CustomTestStringConvertible {
    var path: String
    var asks: String
    var testDescription: String { path }

    /// Who is behind the API, as far as it notes what it is asked.
    typealias Questions = @Sendable (TestServer) -> [String]?

    /// The server answers, and has asked this and nothing else.
    func check(at base: String, _ questions: @escaping Questions) async throws {
        try await Self.ask(base + path, status: 200, asks: [asks], questions)
    }

    /// A wrong question is refused before anything is asked.
    static func checkRefused(_ path: String, _ questions: @escaping Questions) async throws {
        try await ask(path, status: 400, asks: [], questions)
    }

    private static func ask(
        _ path: String,
        status: Int,
        asks: [String],
        _ questions: @escaping Questions
    ) async throws {
        try await TestServer.with(ledger: true) { server in
            let answer = try await server.get(path)
            #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
            #expect(questions(server) == asks)
        }
    }
}
