import Foundation
import TestKit

/// A running `devstack` or `serve`.
struct Server: Sendable {
    let child: Child
    let host: String
    let port: Int

    var http: HTTP { HTTP(host: host, port: port) }

    /// Starts a server on a free port over `folder` and waits until it says that it is ready.
    static func start(_ role: [String], folder: String, environment: [String: String] = [:]) async throws -> Server {
        guard let path = Bacalhau.path else {
            throw EndToEndError("no program `bacalhau` beside the tests; build it, or name one in BACALHAU_BINARY")
        }
        let child = try Child(
            path,
            role + ["--data-dir", folder],
            environment: Bacalhau.environment(dataFolder: folder, environment)
        )
        let (host, port) = try await Wait.until("\(role[0]) is ready") {
            guard child.isRunning else { throw EndToEndError("\(role[0]) ended while it started: \(child.error)") }
            return address(in: child.error)
        }
        return Server(child: child, host: host, port: port)
    }

    static func devstack(folder: String) async throws -> Server {
        try await start(["devstack", "--port", "0"], folder: folder)
    }

    static func serve(folder: String, _ arguments: [String] = []) async throws -> Server {
        try await start(["serve", "--config", "API.Port=0"] + arguments, folder: folder)
    }

    /// The address in what a devstack (exports) or a server (a URL) says once it is ready.
    private static func address(in text: String) -> (host: String, port: Int)? {
        if text.contains("Devstack is ready!") {
            guard let host = value(after: "export BACALHAU_API_HOST=", in: text),
                let port = value(after: "export BACALHAU_API_PORT=", in: text).flatMap({ Int($0) })
            else { return nil }
            return (host, port)
        }
        guard let url = value(after: "bacalhau listens on http://", in: text) else { return nil }
        let parts = url.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { return nil }
        return (String(parts[0]), port)
    }

    /// The rest of the line after a text; nil unless that line is whole.
    private static func value(after start: String, in text: String) -> String? {
        guard let range = text.range(of: start), let end = text[range.upperBound...].firstIndex(of: "\n") else {
            return nil
        }
        return String(text[range.upperBound..<end])
    }

    /// Asks the server to end as `kill` does; throws unless it ends in order.
    func stop() async throws {
        child.signal(SIGTERM)
        let finished = try await child.finish()
        guard finished.status == 0 else { throw EndToEndError("the server did not end in order: \(finished)") }
    }
}
