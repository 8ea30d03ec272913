package import Core
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves Bacalhau's v1 HTTP API, the content store and the trustless gateway on one address.
///
/// Runs until its task is cancelled or a graceful shutdown is asked for: then nothing new is accepted, requests in
/// flight get ``APILimits/shutdownWait``, and what is left after that is cut.
package struct APIServer: Service {
    /// What is served.
    private enum Content: Sendable {
        case cluster(any JobService, any DataService, (any LedgerAPI)?, AgentInfo)
        case market(any MarketService, BuildInfo)
    }

    private let content: Content
    private let limits: APILimits
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    /// Waits from one ping on a WebSocket to the next: what runs the server may give it another clock.
    package var pingPause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Port 0 takes a free one; `onListening` is told which port it is.
    package init(
        jobs: any JobService,
        data: any DataService,
        ledger: (any LedgerAPI)? = nil,
        info: AgentInfo,
        limits: APILimits = APILimits(),
        host: String = "127.0.0.1",
        port: Int = 1234,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        content = .cluster(jobs, data, ledger, info)
        self.limits = limits
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves a market that outsiders take part in, and nothing else; port 0 takes a free one.
    package init(
        market: any MarketService,
        build: BuildInfo,
        limits: APILimits = APILimits(),
        host: String = "127.0.0.1",
        port: Int = 1234,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        content = .market(market, build)
        self.limits = limits
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until shutdown.
    ///
    /// Throws `unavailable` when the address cannot be bound.
    package func run() async throws {
        let gauges = ServerGauges()
        let responder = makeResponder(gauges)
        let channel = HTTPConnection(
            responder: { try await responder.respond($0, $1, $2) },
            limits: limits,
            logSocket: logSocket(gauges)
        )
        // The library tells about every connection at `info`; ours starts at `notice`.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let onListening = onListening
        let server = channel.server(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax, logger: quiet)
            ),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: quiet
        )
        do {
            try await runBounded(server)
        } catch let error as IOError {
            throw CoreError(
                .unavailable,
                "cannot listen on \(host):\(port)",
                hint: "another process may serve there; choose another port",
                component: "APIServer",
                cause: "\(error)"
            )
        }
    }

    /// Runs the server; after a shutdown was asked for, cancels it when its time is over.
    private func runBounded(_ server: any Service) async throws {
        let shutdownWait = limits.shutdownWait
        let (asked, signal) = AsyncStream.makeStream(of: Void.self)
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    for await _ in asked {}
                    try await Task.sleep(for: shutdownWait + .seconds(1))
                }
                defer { group.cancelAll() }
                // Whichever ends first ends the other: the server, or the time it had.
                try await group.next()
            }
        } onGracefulShutdown: {
            signal.finish()
        }
    }

    private func logSocket(_ gauges: ServerGauges) -> LogSocket? {
        guard case .cluster(let jobs, _, _, _) = content else { return nil }
        return LogSocket(jobs: jobs, limits: limits, gauges: gauges, pause: pingPause)
    }

    private func makeResponder(_ gauges: ServerGauges) -> Responder {
        switch content {
        case .cluster(let jobs, let data, let ledger, let info):
            return responder(Self.routes(jobs, data, ledger, info, gauges), info.build, gauges)
        case .market(let market, let build):
            return responder(MarketRoutes(market: market).routes, build, gauges)
        }
    }

    private static func routes(
        _ jobs: any JobService,
        _ data: any DataService,
        _ ledger: (any LedgerAPI)?,
        _ info: AgentInfo,
        _ gauges: ServerGauges
    ) -> [Route] {
        var routes = JobSubmission(jobs: jobs).routes + JobQueries(jobs: jobs).routes
        routes += JobControl(jobs: jobs).routes + JobOutput(jobs: jobs, data: data).routes
        routes += NodeRoutes(jobs: jobs).routes + AgentRoutes(info: info).routes
        routes += DataRoutes(data: data).routes + GatewayRoutes(data: data).routes
        if let ledger {
            routes += LedgerRoutes(ledger: ledger).routes + ReputationPages(ledger: ledger).routes
        } else {
            routes += NoLedgerRoutes.routes
        }
        routes.append(PublishedRoute(find: info.published).route)
        routes += DealRoutes(deals: info.deals).routes
        if let estimates = info.estimates { routes.append(EstimateRoute(estimates: estimates).route) }
        let names = RouteTable(routes)
        let metricsIndex = routes.count
        routes.append(
            MetricsRoute(jobs: jobs, gauges: gauges).route { index in
                index == metricsIndex ? "GET /metrics" : names.name(index)
            }
        )
        return routes
    }

    private func responder(_ routes: [Route], _ build: BuildInfo, _ gauges: ServerGauges) -> Responder {
        var random = SystemRandomNumberGenerator()
        return Responder(
            table: RouteTable(routes),
            build: build,
            limits: limits,
            gauges: gauges,
            ids: RequestIDs(random: random.next()),
            dates: HTTPDateCache { WallClock.secondsSince1970() },
            logger: logger
        )
    }
}
