import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1

/// A plain HTTP call, without the client under test.
struct HTTPAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// True when the body ended before it was complete.
    var isCut = false

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}

extension TestServer {
    func http(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers = HTTPHeaders(headers)
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        var answer = HTTPAnswer(status: Int(response.status.code), headers: response.headers, body: [])
        do {
            for try await buffer in response.body { answer.body += Array(buffer.readableBytesView) }
        } catch {
            answer.isCut = true
        }
        return answer
    }

    static let head = [("X-Bacalhau-Git-Version", "v1.9.3")]

    /// Hands in a small wasm job and gives its id.
    func submit(name: String = "", count: Int = 1, publisher: String = "") async throws -> String {
        let body = """
            {"Job":{"Name":"\(name)","Type":"batch","Count":\(count),"Tasks":[{"Name":"main","Engine":{"Type":"wasm",
            "Params":{"EntryModule":"/app/m.wasm"}},"Publisher":{"Type":"\(publisher)"}}]}}
            """
        let answer = try await http(.PUT, "/api/v1/orchestrator/jobs", body: body)
        return answer.json[anyCase: "JobID"]?.stringValue ?? "no job: \(answer.text)"
    }
}
