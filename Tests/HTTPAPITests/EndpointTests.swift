import Core
import HTTPAPI
import NIOHTTP1
import Testing

@Suite struct EndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method: HTTPMethod
        var path: String
        var body: String?
        var status: Int
        /// Texts that the answer must have.
        var has: [String]
        var isHead = false

        init(
            _ method: HTTPMethod,
            _ path: String,
            _ body: String? = nil,
            status: Int = 200,
            has: [String] = [],
            head: Bool = false
        ) {
            self.method = method
            self.path = path
            self.body = body
            self.status = status
            self.has = has
            self.isHead = head
        }
        var testDescription: String { "\(method) \(path)" }
    }

    static let orchestrator = "/api/v1/orchestrator"
    static let wasm = #"{"Name":"main","Engine":{"Type":"wasm","Params":{"EntryModule":"/m"}}}"#

    static let cases: [Case] = [
        Case(.GET, "/api/v1/agent/alive", has: [#"{"Status":"OK"}"#]),
        Case(.GET, "/api/v1/agent/version", has: [#""GitVersion":"v1.9.3""#, #""Major":"1""#, #""GOOS":"linux""#]),
        Case(.GET, "/api/v1/agent/node", has: [#""Info":"#, #""Membership":"APPROVED""#]),
        Case(.GET, "/api/v1/agent/node", has: [#"{"NodeID":"12D3KooWalpha""#], head: true),
        Case(.GET, "/api/v1/agent/debug", has: [#"{"a":1,"b":2}"#]),
        Case(.GET, "/api/v1/agent/config", has: [#"{"config":{"API":{"Token":"********"}}}"#]),
        Case(.GET, "/api/v1/agent/authconfig", has: [#""Version":"1.0.0""#]),
        Case(.GET, "/api/v1/auth", has: ["{"]), Case(.GET, "/api/v1/livez", has: ["OK"]),
        Case(.GET, "/api/v1/id", has: ["12D3KooWalpha"]), Case(.GET, "/api/v1/node_info", has: [#""NodeID""#]),
        Case(.POST, "/api/v1/version", #"{"client_id":"x"}"#, has: [#""build_version_info":{"#]),
        Case(.GET, "\(orchestrator)/jobs", has: [#""Items":[{"#, #""NextToken":"#]),
        Case(
            .GET,
            "\(orchestrator)/jobs?namespace=&next_token=&order_by=&reverse=False&limit=5",
            has: [#""Items":[{"#]
        ),
        Case(.GET, "\(orchestrator)/jobs?order_by=size", status: 400, has: ["created_at"]),
        Case(.GET, "\(orchestrator)/jobs?reverse=maybe", status: 400, has: ["not a boolean"]),
        Case(.GET, "\(orchestrator)/jobs?next_token=zzz", status: 400, has: ["next_token"]),
        Case(.GET, "\(orchestrator)/jobs?labels=a%20in%20(", status: 400),
        Case(.GET, "\(orchestrator)/jobs?namespace=none", has: [#""Items":[]"#]),
        Case(.GET, "\(orchestrator)/jobs?namespace=*&state=Completed", has: [#""StateType":"Completed""#]),
        Case(.GET, "\(orchestrator)/jobs/first", has: [#"{"Job":{"ID":"j-"#, #""CreateTime":"#]),
        Case(
            .GET,
            "\(orchestrator)/jobs/first?include=history,executions,moon",
            has: [#""History":{"#, #""Executions":{"#]
        ),
        Case(.GET, "\(orchestrator)/jobs/nope", status: 404, has: ["job not found: nope", #""Component":"JobStore""#]),
        Case(.GET, "\(orchestrator)/jobs/first/executions", has: [#""ComputeState":{"StateType":7"#, #""stderr":"#]),
        Case(.GET, "\(orchestrator)/jobs/first/executions", has: [#""ComputeState":{"StateType":9"#], head: true),
        Case(.GET, "\(orchestrator)/jobs/first/executions?order_by=size", status: 400),
        Case(
            .GET,
            "\(orchestrator)/jobs/first/history?event_type=execution&execution_id=&node_id=",
            has: ["ExecutionLevel"]
        ),
        Case(.GET, "\(orchestrator)/jobs/first/history?event_type=moon", status: 400),
        Case(.GET, "\(orchestrator)/jobs/first/history?since=-1", status: 400),
        Case(.GET, "\(orchestrator)/jobs/first/results", has: [#""Items":[{"Type":"urlDownload""#, #""Result":"""#]),
        Case(.GET, "\(orchestrator)/jobs/first/versions", has: [#""Items":[{"#]),
        Case(.GET, "\(orchestrator)/jobs/first/why", has: [#""Summary":"#, #""IsMet":true"#]),
        Case(.GET, "\(orchestrator)/jobs/first/wait?timeout=5s", has: [#""Done":true"#, #""JobID":"j-"#]),
        Case(.GET, "\(orchestrator)/jobs/first/wait?timeout=soon", status: 400, has: ["duration"]),
        Case(.GET, "\(orchestrator)/jobs/first/output", has: ["hello from 0\nhello from 1\n"]),
        Case(.GET, "\(orchestrator)/jobs/first/output?stream=stderr", has: ["note 0\nnote 1\n"]),
        Case(.GET, "\(orchestrator)/jobs/first/output?stream=x", status: 400),
        Case(.GET, "\(orchestrator)/jobs/first/logs", status: 426, has: [#""Code":"UpgradeRequired""#]),
        Case(.PUT, "\(orchestrator)/jobs/first/rerun", #"{"JobVersion":0}"#, has: [#""JobVersion":2"#]),
        Case(
            .PUT,
            "\(orchestrator)/jobs/validate",
            "{\"job\":{\"type\":\"batch\",\"tasks\":[\(wasm)]}}",
            has: [#""Valid":true"#]
        ),
        Case(
            .PUT,
            "\(orchestrator)/jobs/diff",
            "{\"Job\":{\"Type\":\"batch\",\"Tasks\":[\(wasm)]}}",
            status: 400,
            has: ["Name"]
        ),
        Case(
            .PUT,
            "\(orchestrator)/jobs/diff",
            "{\"Job\":{\"Name\":\"first\",\"Type\":\"batch\",\"Tasks\":[\(wasm)]}}",
            has: ["Diff", #"-  \"Count\": 2"#]
        ),
        Case(.PUT, "\(orchestrator)/jobs", "{}", status: 400, has: ["no Job"]),
        Case(.PUT, "\(orchestrator)/jobs", "{\"Job\":", status: 400, has: [#""Code":"BadRequest""#]),
        Case(
            .PUT,
            "\(orchestrator)/jobs",
            #"{"Job":{"Type":"moon","Tasks":[]}}"#,
            status: 400,
            has: ["ValidationError", "Type"]
        ),
        Case(
            .POST,
            "\(orchestrator)/jobs",
            "{\"JOB\":{\"TYPE\":\"batch\",\"TASKS\":[\(wasm)]}}",
            has: [#""JobID":"j-"#, #""Warnings":null"#]
        ),
        Case(
            .PUT,
            "\(orchestrator)/jobs?wait=5s",
            "{\"Job\":{\"Type\":\"batch\",\"Tasks\":[\(wasm)]}}",
            has: [#""Job":{"ID""#]
        ),
        Case(.DELETE, "\(orchestrator)/jobs/first", status: 409, has: ["cannot stop job in state Completed"]),
        Case(.DELETE, "\(orchestrator)/jobs/slow-one?reason=None", "{}", has: [#""EvaluationID":""#]),
        Case(.GET, "\(orchestrator)/nodes", has: [#""Nodes":[{"#, #""nodes":[{"#]),
        Case(.GET, "\(orchestrator)/nodes?labels=zone%3Db", has: ["beta"]),
        Case(.GET, "\(orchestrator)/nodes?filter-approval=rejected", has: [#""Nodes":[]"#]),
        Case(.GET, "\(orchestrator)/nodes?filter_approval=approved&filter-status=connected", has: ["alpha"]),
        Case(.GET, "\(orchestrator)/nodes?order_by=moon", status: 400),
        Case(.GET, "\(orchestrator)/nodes/12D3KooWb", has: [#"{"Node":{"#, #""node":{"#]),
        Case(.GET, "\(orchestrator)/nodes/zzz", status: 404),
        Case(
            .PUT,
            "\(orchestrator)/nodes/beta",
            #"{"Action":"reject","Message":"no"}"#,
            has: [#""Success":true"#, #""success":true"#]
        ),
        Case(.POST, "\(orchestrator)/nodes", #"{"action":"approve","nodeID":"beta"}"#, has: [#""Success":true"#]),
        Case(
            .PUT,
            "\(orchestrator)/nodes/beta",
            #"{"Action":"delete"}"#,
            has: [#""Success":false"#, "node beta is connected"]
        ),
        Case(.PUT, "\(orchestrator)/nodes/gone", #"{"Action":"delete"}"#, has: [#""Success":true"#]),
        Case(.PUT, "\(orchestrator)/nodes/beta", #"{"Action":"dance"}"#, status: 400),
        Case(.GET, "/nowhere", status: 404, has: [#""Code":"NotFound""#, #""Component":"APIServer""#, #""Hint":"#]),
        Case(.GET, "\(orchestrator)/jobs/", status: 404), Case(.GET, "/API/v1/agent/alive", status: 404),
        Case(.PATCH, "\(orchestrator)/jobs", status: 405, has: ["MethodNotAllowed"]),
        Case(.GET, "\(orchestrator)/jobs/%zz", status: 404), Case(.GET, "\(orchestrator)/jobs?limit=%zz", status: 400),
        Case(.GET, "/api/v1/data", has: [#""Items":[]"#]),
        Case(.POST, "/api/v1/data/add", #"{"Path":"relative"}"#, status: 400),
        Case(.GET, "/api/v1/data/zzz/stat", status: 400),
        Case(.POST, "/api/v1/data/add", #"{"Path":"/d","Profile":"moon"}"#, status: 400, has: ["unixfs-v1-2025"]),
        Case(.POST, "/api/v1/data/add", #"{"Path":"/missing"}"#, has: [#"{"Error":{"Status":404"#]),
        Case(.GET, "/api/v1/data/bafkqaaa/ls?path=a/b", has: [#""Name":"b""#]),
        Case(.POST, "/api/v1/data/bafkqaaa/verify", has: [#"{"Blocks":2,"Bytes":7,"Problems":[]}"#]),
        Case(.GET, "/api/v1/data/bafkqaaa/holders", has: [#""Items":["12D3KooWalpha"]"#]),
        Case(.DELETE, "/api/v1/data/bafkqaaa", has: [#"{"CID":"bafkqaaa"}"#]),
    ]

    @Test(arguments: cases)
    func everyEndpointHasItsShape(_ item: Case) async throws {
        try await TestServer.with { server in
            _ = try await server.submit(name: "first", count: 2, publisher: "local")
            _ = try await server.submit(name: "slow-one")
            let headers = (item.isHead ? TestServer.head : []) + [("Content-Type", "application/json")]
            let answer = try await server.http(item.method, item.path, body: item.body, headers: headers)
            #expect(answer.status == item.status, "\(answer.text)")
            for text in item.has { #expect(answer.text.contains(text), "\(answer.text)") }
        }
    }

    @Test func everyAnswerCarriesTheCommonHeaders() async throws {
        try await TestServer.with { server in
            for path in ["/api/v1/agent/alive", "/nowhere"] {
                let answer = try await server.http(
                    .GET,
                    path,
                    headers: [("X-Request-ID", "mine"), ("Origin", "http://x")]
                )
                #expect(answer.headers.first(name: "X-Request-ID") == "mine")
                #expect(answer.headers.first(name: "X-Bacalhau-Git-Version") == "v1.9.3")
                #expect(answer.headers.first(name: "X-Bacalhau-Arch") == "amd64")
                #expect(answer.headers.first(name: "Access-Control-Allow-Origin") == "*")
                #expect(answer.headers.first(name: "Date")?.hasSuffix(" GMT") == true)
            }
            let unnamed = try await server.http(.GET, "/api/v1/agent/alive")
            #expect(unnamed.headers.first(name: "X-Request-ID")?.isEmpty == false)
            let flight = try await server.http(.OPTIONS, "/api/v1/orchestrator/jobs", headers: [("Origin", "http://x")])
            #expect(flight.status == 204)
            #expect(flight.headers.first(name: "Access-Control-Allow-Methods") == "GET, POST, PUT")
        }
    }

    @Test func prettyIndentsAndHeadHasNoBody() async throws {
        try await TestServer.with { server in
            let pretty = try await server.http(.GET, "/api/v1/agent/alive?pretty")
            #expect(pretty.text == "{\n  \"Status\": \"OK\"\n}\n")
            let head = try await server.http(.HEAD, "/api/v1/agent/alive")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers.first(name: "Content-Length") == "15")
            let stream = try await server.raw("HEAD /metrics HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(stream.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(arguments: [
        ("/", "/api/v1/agent/version"), ("/version", "/api/v1/agent/version"), ("/livez", "/api/v1/agent/alive"),
    ])
    func redirects(_ from: String, _ to: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.raw("GET \(from) HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 301"))
            #expect(answer.lowercased().contains("location: \(to)\r\n"))
        }
    }

    @Test(
        arguments: [
            (nil, 200, ClientLine.v1_4), ("v1.4.0", 200, .v1_4), ("v1.7.9", 200, .v1_4), ("v1.8.0", 200, .head),
            ("1.9.3-rc1", 200, .head), ("v0.0.0-xxxxxxx", 200, .head), ("v1.3.2", 403, .head), ("moon", 400, .head),
        ] as [(String?, Int, ClientLine)]
    )
    func bothLinesOfV1(_ version: String?, _ status: Int, _ line: ClientLine) async throws {
        try await TestServer.with { server in
            let headers = version.map { [("X-Bacalhau-Git-Version", $0)] } ?? []
            let body = "{\"Job\":{\"Name\":\"n\",\"Type\":\"batch\",\"Tasks\":[\(Self.wasm)]}}"
            let answer = try await server.http(.PUT, "/api/v1/orchestrator/jobs", body: body, headers: headers)
            #expect(answer.status == status)
            guard status == 200 else {
                #expect(answer.json[anyCase: "Error"]?.stringValue != nil)
                return
            }
            #expect(server.jobs.submissions.map(\.line) == [line])
            let again = try await server.http(.PUT, "/api/v1/orchestrator/jobs", body: body, headers: headers)
            #expect(again.status == (line == .head ? 400 : 200))
            let missing = try await server.http(.GET, "/api/v1/orchestrator/jobs/none", headers: headers)
            #expect((missing.text.contains(#""message":"#)) == (line == .v1_4))
            #expect(missing.json[anyCase: "Hint"] == nil)
        }
    }

    @Test func listsGoOnByTheirToken() async throws {
        try await TestServer.with { server in
            for _ in 0..<5 { _ = try await server.submit() }
            var seen: [String] = []
            var token = ""
            repeat {
                let path = "/api/v1/orchestrator/jobs?limit=2&reverse=T&next_token=\(token)"
                let page = try await server.http(.GET, path).json
                seen += (page[anyCase: "Items"]?.arrayValue ?? []).compactMap { $0[anyCase: "ID"]?.stringValue }
                token = page[anyCase: "NextToken"]?.stringValue ?? ""
            } while !token.isEmpty && seen.count < 10
            #expect(seen.count == 5 && Set(seen).count == 5)
        }
    }

    @Test func aHistoryGoesOnUntilTheJobEnds() async throws {
        try await TestServer.with { server in
            let id = try await server.submit(name: "slow-history")
            let path = "/api/v1/orchestrator/jobs/\(id)/history?limit=10&next_token="
            let first = try await server.http(.GET, path).json
            let token = try #require(first[anyCase: "NextToken"]?.stringValue)
            #expect(token == "1")
            server.jobs.finishAll()
            let second = try await server.http(.GET, path + token).json
            #expect(second[anyCase: "Items"]?.arrayValue?.count == 1)
            #expect(second[anyCase: "NextToken"]?.stringValue == "")
        }
    }

    @Test func metricsAreSortedAndEscaped() async throws {
        try await TestServer.with { server in
            _ = try await server.http(.GET, "/api/v1/agent/alive")
            let text = try await server.http(.GET, "/metrics").text
            let expected = """
                # HELP bacalhau_http_requests_total Answers of the HTTP API by route and status.
                # TYPE bacalhau_http_requests_total counter
                bacalhau_http_requests_total{route="GET /api/v1/agent/alive",status="200"} 1
                # HELP bacalhau_http_websockets_open WebSockets that are open.
                # TYPE bacalhau_http_websockets_open gauge
                bacalhau_http_websockets_open 0
                # HELP bacalhau_http_websockets_total WebSockets that were opened.
                # TYPE bacalhau_http_websockets_total counter
                bacalhau_http_websockets_total 0
                # HELP bacalhau_jobs Jobs by state.
                # TYPE bacalhau_jobs gauge
                bacalhau_jobs{state="Completed"} 1.5
                bacalhau_jobs{state="Run\\"ning\\\\\\n"} 2

                """
            #expect(text == expected)
        }
    }
}
