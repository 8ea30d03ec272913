import Core
import HTTPTypes
import Synchronization

/// Counts what the server itself does: answers by route and status, open WebSockets.
final class ServerGauges: Sendable {
    private struct Key: Hashable {
        var route: Int
        var status: Int
    }

    private struct Counts {
        var answers: [Key: UInt64] = [:]
        var openWebSockets = 0
        var webSockets: UInt64 = 0
    }

    private let counts = Mutex(Counts())

    init() {}

    /// Counts one answer; `route` is the position in the route table, -1 for an address that is none.
    func answered(route: Int, status: Int) {
        counts.withLock { $0.answers[Key(route: route, status: status), default: 0] += 1 }
    }

    func webSocketOpened() {
        counts.withLock {
            $0.openWebSockets += 1
            $0.webSockets += 1
        }
    }

    func webSocketClosed() { counts.withLock { $0.openWebSockets -= 1 } }

    /// The figures, sorted by route and status.
    func metrics(routeName: (Int) -> String) -> [Metric] {
        let counts = counts.withLock { $0 }
        var metrics = counts.answers.map { key, count in
            Metric(
                "bacalhau_http_requests_total",
                help: "Answers of the HTTP API by route and status.",
                kind: .counter,
                labels: ["route": routeName(key.route), "status": "\(key.status)"],
                value: Double(count)
            )
        }
        metrics.append(
            Metric(
                "bacalhau_http_websockets_open",
                help: "WebSockets that are open.",
                kind: .gauge,
                value: Double(counts.openWebSockets)
            )
        )
        metrics.append(
            Metric(
                "bacalhau_http_websockets_total",
                help: "WebSockets that were opened.",
                kind: .counter,
                value: Double(counts.webSockets)
            )
        )
        return metrics
    }
}
