import AsyncHTTPClient
import NIOCore

/// Talks to a Bacalhau server: submits jobs, follows them, and moves data.
///
/// A value that can be copied and used from any task. Every call opens or reuses a connection of the process-wide
/// pool; nothing has to be closed. Errors describe what was asked, where, why it failed and what to do next.
public struct BacalhauClient: Sendable {
    /// What a client grants a server.
    struct Limits: Sendable {
        /// Time to the head of an answer, for calls that do not wait.
        var answerWait: TimeAmount = .seconds(60)
        /// Bytes of a JSON answer.
        var answerBytesMax = 256 << 20
        /// How often a call that may be repeated is repeated after a broken connection.
        var retriesMax = 2
        /// The longest single wait asked of the server; longer waits are several calls.
        var waitSliceMax = Duration.seconds(60)
        /// Bytes of one line of progress.
        var lineBytesMax = 1 << 20
        /// Bytes of one frame of logs.
        var frameBytesMax = 16 << 20
    }

    /// The name or address of the server's machine.
    public let host: String
    /// The server's port.
    public let port: Int
    /// Whether the connection is encrypted.
    public let isHTTPS: Bool
    let limits = Limits()
    let http: HTTPClient

    /// Makes a client; nothing is connected yet.
    public init(host: String = "127.0.0.1", port: Int = 1234, isHTTPS: Bool = false) {
        self.host = host
        self.port = port
        self.isHTTPS = isHTTPS
        self.http = Self.sharedHTTP
    }

    /// The connections of the process.
    ///
    /// An address that refuses is told at once instead of being tried until the time is over.
    private static let sharedHTTP: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The version of the API that this client speaks, as it tells servers.
    public static let apiVersion = "v1.9.3"

    /// The beginning of every address, such as `http://127.0.0.1:1234`.
    public var baseURL: String {
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(isHTTPS ? "https" : "http")://\(name):\(port)"
    }

    static let orchestrator = "/api/v1/orchestrator"
    static let data = "/api/v1/data"
    static let ledger = "/api/v1/ledger"
}
