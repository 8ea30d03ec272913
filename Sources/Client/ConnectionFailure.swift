import AsyncHTTPClient
import Core
import NIOCore
import NIOPosix

/// Says why a server could not be reached.
enum ConnectionFailure {
    private static let connectionRefused: CInt = 111

    static func error(_ error: any Error, baseURL: String) -> CoreError {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            return CoreError(
                .timeout,
                "\(baseURL) did not answer in time",
                hint: "the server may be busy; try again",
                component: "Client"
            )
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            return CoreError(
                .unavailable,
                "\(baseURL) closed the connection before its answer was complete",
                hint: "look at the server's log",
                component: "Client"
            )
        default:
            return CoreError(
                .unavailable,
                "no bacalhau API at \(baseURL): \(reason(error))",
                hint:
                    "start one with `bacalhau devstack` or `bacalhau serve`, or name another (--api-host, --api-port)",
                component: "Client"
            )
        }
    }

    private static func reason(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            if let inner = error.connectionErrors.first { return reason(inner.error) }
            if let lookup = error.dnsAError ?? error.dnsAAAAError { return "the name is not known (\(lookup))" }
        }
        if let error = error as? IOError {
            return error.errnoCode == connectionRefused ? "connection refused" : "\(error)"
        }
        if let error = error as? HTTPClientError, error == .connectTimeout { return "connecting took too long" }
        return "\(error)"
    }
}
