import Foundation
import TestKit

/// Requests by `curl`, so that the API is tested by somebody else's client.
struct HTTP: Sendable {
    let host: String
    let port: Int

    /// What came back.
    struct Response: CustomStringConvertible, Sendable {
        var status: Int
        /// The names in lower case.
        var headers: [String: String]
        var body: Data
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSON {
            get throws { try JSON(body) }
        }
        var description: String { "\(status) \(text.prefix(2000))" }
    }

    static let newLine = ["X-Bacalhau-Git-Version": "v1.9.3"]

    /// One request; throws when there is no answer at all.
    func send(
        _ method: String,
        _ target: String,
        _ body: Data? = nil,
        headers: [String: String] = [:],
        within limit: Duration = Child.limit
    ) async throws -> Response {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var arguments = ["--silent", "--show-error", "--path-as-is", "--request", method, "--http1.1"]
        arguments += ["--output", folder.path + "/body", "--dump-header", folder.path + "/head"]
        if method == "HEAD" { arguments.append("--head") }
        for (name, value) in headers { arguments += ["--header", "\(name): \(value)"] }
        if let body {
            arguments += ["--data-binary", "@" + (try folder.write(body, to: "request"))]
            if headers["Content-Type"] == nil { arguments += ["--header", "Content-Type: application/json"] }
        }
        arguments.append("http://\(host):\(port)\(target)")
        let curl = try await Child.run("/usr/bin/curl", arguments, within: limit)
        guard curl.status == 0 else { throw EndToEndError("no answer: \(curl)") }
        return try Self.response(head: try folder.text("head"), body: (try? folder.data("body")) ?? Data())
    }

    func send(
        _ method: String,
        _ target: String,
        json: String,
        headers: [String: String] = [:]
    ) async throws -> Response {
        try await send(method, target, Data(json.utf8), headers: headers)
    }

    func get(_ target: String, headers: [String: String] = [:]) async throws -> Response {
        try await send("GET", target, headers: headers)
    }

    /// Reads the last of the heads, because an answer 100 may come before it.
    private static func response(head: String, body: Data) throws -> Response {
        let heads = head.components(separatedBy: "\r\n\r\n").filter { !$0.isEmpty }
        guard let lines = heads.last?.components(separatedBy: "\r\n"), let first = lines.first,
            let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw EndToEndError("not an HTTP answer: \(head)") }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces
            )
        }
        return Response(status: status, headers: headers, body: body)
    }
}
