import Core
import HTTPTypes
import HummingbirdCore

/// `/metrics`: the figures of the orchestrator and of this server as Prometheus reads them (text format 0.0.4).
struct MetricsRoute: Sendable {
    let jobs: any JobService
    let gauges: ServerGauges

    /// `routeName` names a route by its position in the table.
    func route(routeName: @escaping @Sendable (Int) -> String) -> Route {
        Route(.get, "/metrics") { [jobs, gauges] _ in
            let all = await jobs.metrics() + gauges.metrics(routeName: routeName)
            return .text(PrometheusText.write(all), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }
}
