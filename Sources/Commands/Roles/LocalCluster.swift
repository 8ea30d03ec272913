import ComputeNode
import ContentAddressing
import Core
import Database
import Engines
import Foundation
import HTTPAPI
import InMemory
import Ledger
import Logging
import Orchestrator
import Scheduling
import ServiceLifecycle
import Settlement
import Storage
import UnixSignals
import WasmEngine

/// The roles of one process put together: stores, engines, a bus, nodes, an orchestrator and the API over them.
struct LocalCluster: Sendable {
    let plan: ClusterPlan
    let orchestrator: OrchestratorService
    let nodes: [ComputeNodeService]
    let content: ClusterContent
    let infos: [NodeInfo]
    let logger: Logger
    let port: ServedPort
    /// The keys of the orchestrator and of the nodes, in the order of `nodes`.
    let accounts: ClusterAccounts
    /// The drivers of paid work; nil without a ledger.
    let deals: ClusterDeals?
    /// The ledger of deals; nil when the plan has none.
    let ledger: LedgerService?
    /// What the ledger's log says of accounts; nil without a ledger.
    let reputation: ReputationProjection?
    /// What is asked about deals; nil without a ledger.
    let dealService: ClusterDealService?
    /// Closes the ledger's log, the job store and the content indexes.
    let closeStores: @Sendable () -> Void

    /// Opens everything below the plan's folder; nothing runs yet.
    static func open(_ plan: ClusterPlan, logger: Logger) async throws -> LocalCluster {
        try makeFolder(plan.folder)
        let bus = InMemoryBus()
        let output = OutputHub()
        let engines = makeEngines(plan)
        let statuses = await probe(engines, plan, logger)
        let (contents, indexes, nodeKeys) = try await openContents(plan)
        let key = try NodeKey.load(path: plan.folder + "/orchestrator.key")
        let accounts = ClusterAccounts(orchestrator: key.signingKey, nodes: nodeKeys.map(\.signingKey))
        var ledger: LocalLedger?
        if let wanted = plan.ledger {
            ledger = try await LocalLedger.open(wanted, folder: plan.folder, accounts: accounts)
        }
        let store = try SQLiteJobStore(path: plan.folder + "/jobs.sqlite", durability: plan.durability)
        let content = ClusterContent(
            nodes: contents,
            jobs: store,
            spread: SpreadRoots(path: plan.folder + "/spread.json")
        )
        var infos = zip(plan.nodes, contents).map { describe($0, $1, statuses, plan) }
        let deals = try await openDeals(
            ledger?.service,
            plan,
            bus: bus,
            jobs: store,
            content: content,
            key: key,
            nodes: zip(nodeKeys, contents).map { ($0, $1.store) },
            &infos
        )
        let admission = DealAdmission(ledger: ledger?.service, account: key.account)
        let orchestrator = try await openOrchestrator(
            plan,
            key.id,
            store,
            deals?.client ?? bus,
            content,
            output,
            ledger: ledger?.service.capabilities.ledger,
            admission: admission
        )
        admission.connect { [weak orchestrator] in await orchestrator?.nodes() ?? [] }
        deals?.connect(to: orchestrator, logger: logger)
        let port = ServedPort(plan.port)
        var services: [ComputeNodeService] = []
        for (index, held) in contents.enumerated() {
            let own = engines.map { plan.engine(infos[index].name, $0) }
            let nodeBus = deals?.bus(ofNode: index) ?? bus
            services.append(try await openNode(infos[index], held, own, content, nodeBus, output, port, plan))
        }
        return LocalCluster(
            plan: plan,
            orchestrator: orchestrator,
            nodes: services,
            content: content,
            infos: infos,
            logger: logger,
            port: port,
            accounts: accounts,
            deals: deals,
            ledger: ledger?.service,
            reputation: ledger.map { ReputationProjection($0.service) },
            dealService: deals.map {
                ClusterDealService(deals: $0.store, jobs: orchestrator, store: store, ledger: $0.ledger)
            },
            closeStores: { [indexes, ledger, deals] in close(store, indexes, ledger, deals, logger) }
        )
    }

    /// What each node holds, in the order of the plan.
    private static func openContents(
        _ plan: ClusterPlan
    ) async throws -> ([NodeContent], [SQLiteContentIndex], [NodeKey]) {
        var contents: [NodeContent] = []
        var indexes: [SQLiteContentIndex] = []
        var keys: [NodeKey] = []
        for node in plan.nodes {
            let (content, index, key) = try await openContent(node, plan)
            contents.append(content)
            indexes.append(index)
            keys.append(key)
        }
        return (contents, indexes, keys)
    }

    /// A store that cannot be closed in order is as after a crash, which it is made for.
    private static func close(
        _ store: SQLiteJobStore,
        _ indexes: [SQLiteContentIndex],
        _ ledger: LocalLedger?,
        _ deals: ClusterDeals?,
        _ logger: Logger
    ) {
        do {
            try deals?.close()
            try ledger?.close()
            try store.close()
            for index in indexes { try index.close() }
        } catch {
            logger.warning("a store was not closed in order", metadata: ["error": "\(error)"])
        }
    }

    private static func makeFolder(_ path: String) throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw CoreError(
                .io,
                "cannot make the folder \(path)",
                hint: "give another one with --data-dir or BACALHAU_DIR",
                component: "Cluster",
                cause: "\(error)"
            )
        }
    }

    // MARK: - Parts

    private static func probe(
        _ engines: [any ExecutionEngine],
        _ plan: ClusterPlan,
        _ logger: Logger
    ) async -> [EngineStatus] {
        var statuses: [EngineStatus] = []
        for engine in engines { statuses.append(await plan.engine("", engine).probe()) }
        for status in statuses where !status.isAvailable {
            logger.warning("engine unavailable", metadata: ["engine": "\(status.kind)", "reason": "\(status.reason)"])
        }
        return statuses
    }

    /// Opens the drivers of paid work, and adds to the nodes what they ask; nil without a ledger.
    private static func openDeals(
        _ ledger: LedgerService?,
        _ plan: ClusterPlan,
        bus: any MessageBus,
        jobs: any JobStore,
        content: any ContentExchange,
        key: NodeKey,
        nodes: [(key: NodeKey, store: ContentStore)],
        _ infos: inout [NodeInfo]
    ) async throws -> ClusterDeals? {
        guard let ledger else { return nil }
        for index in infos.indices {
            infos[index].deals = ClusterDeals.terms(of: nodes[index].key.signingKey, ledger, plan)
        }
        return try await ClusterDeals.open(
            ledger,
            plan,
            bus: bus,
            jobs: jobs,
            content: content,
            key: key,
            nodes: zip(infos, nodes).map { info, node in
                ClusterDeals.Node(
                    info: info,
                    key: node.key,
                    folder: plan.folder + "/nodes/" + info.name,
                    holder: node.store
                )
            }
        )
    }

    private static func makeEngines(_ plan: ClusterPlan) -> [any ExecutionEngine] {
        let cache = plan.cachePath.isEmpty ? plan.folder + "/cache" : plan.cachePath
        var wasm = WasmSettings(cachePath: cache + "/wasm")
        wasm.libraryPath = plan.wasmtimePath
        if !plan.executablePath.isEmpty { wasm.compile.command = [plan.executablePath, "internal", "compile-wasm"] }
        var sandbox = SandboxConfiguration(cacheFolder: cache + "/sandbox")
        sandbox.buildsPackages = plan.permitsNetwork
        let engines: [any ExecutionEngine] = [WasmExecutionEngine(wasm), SandboxEngine(sandbox), ScriptedEngine()]
        return engines.filter { !plan.disabledEngines.contains($0.kind) }
    }

    private static func openContent(
        _ node: ClusterPlan.Node,
        _ plan: ClusterPlan
    ) async throws -> (NodeContent, SQLiteContentIndex, NodeKey) {
        let folder = plan.folder + "/nodes/" + node.name
        try makeFolder(folder + "/scratch")
        let key = try NodeKey.load(path: folder + "/node.key")
        let index = try SQLiteContentIndex(path: folder + "/content.sqlite", durability: plan.durability)
        let store = try await ContentStore.open(
            folder: folder + "/content",
            index: index,
            fetchedBytesMax: plan.fetchedBytesMax,
            now: { Timestamp.wallClock() }
        )
        return (NodeContent(id: key.id, name: node.name, store: store), index, key)
    }

    private static func openOrchestrator(
        _ plan: ClusterPlan,
        _ id: NodeID,
        _ store: SQLiteJobStore,
        _ bus: any MessageBus,
        _ content: ClusterContent,
        _ output: OutputHub,
        ledger: Digest256?,
        admission: DealAdmission
    ) async throws -> OrchestratorService {
        var configuration = OrchestratorConfiguration()
        configuration.scheduler.ledger = ledger
        configuration.scheduler.nodeSilenceMax = plan.nodeSilenceMax
        configuration.scheduler.approvesNodes = plan.approvesNodes
        configuration.jobDefaults = plan.jobDefaults
        configuration.admission = admission
        configuration.orchestratorID = id
        return try await OrchestratorService(
            configuration: configuration,
            store: store,
            bus: bus,
            exchange: content,
            liveOutput: output,
            seed: UInt64.random(in: .min ... .max),
            clock: { Timestamp.wallClock() }
        )
    }

    private static func describe(
        _ node: ClusterPlan.Node,
        _ content: NodeContent,
        _ engines: [EngineStatus],
        _ plan: ClusterPlan
    ) -> NodeInfo {
        var info = NodeInfo(id: content.id, name: node.name, capacity: node.capacity)
        info.labels = node.labels
        info.engines = engines
        info.publishers = ["ipfs", "local", "noop"].filter { !plan.disabledPublishers.contains($0) }
        var sources = ["ipfs", "inline", "urlDownload"]
        if !plan.allowListedLocalPaths.isEmpty { sources += ["local", "localDirectory"] }
        info.sources = sources.filter { !plan.disabledSources.contains($0) }
        info.queueMax = 1024
        info.permitsNetwork = plan.permitsNetwork
        info.version = plan.version
        return info
    }

    private static func openNode(
        _ info: NodeInfo,
        _ held: NodeContent,
        _ engines: [any ExecutionEngine],
        _ content: ClusterContent,
        _ bus: any MessageBus,
        _ output: OutputHub,
        _ port: ServedPort,
        _ plan: ClusterPlan
    ) async throws -> ComputeNodeService {
        let folder = plan.folder + "/nodes/" + info.name
        var downloads = URLInputSource.Limits()
        downloads.attemptsMax = 1 + plan.downloadRetries
        downloads.attemptTimeout = plan.downloadTime
        var sources: [any InputSource] = [
            IPFSInputSource(store: held.store, exchange: content, node: held.id), InlineInputSource(),
            URLInputSource(limits: downloads),
        ]
        if !plan.allowListedLocalPaths.isEmpty {
            sources += LocalInputSource.Kind.allCases.map {
                LocalInputSource($0, allowList: plan.allowListedLocalPaths)
            }
        }
        let publishers: [any Publisher] = [
            NoopPublisher(), IPFSPublisher(store: held.store),
            LocalPublisher(
                store: held.store,
                folder: folder + "/published",
                baseURL: { [host = plan.host] in "http://\(host):\(port.number)/published" }
            ),
        ]
        var parts = NodeParts(
            engines: engines,
            sources: sources,
            publishers: publishers,
            results: held.store,
            journal: JournalFile(path: folder + "/journal.json"),
            output: output,
            scratchPath: folder + "/scratch",
            removeScratch: { [store = held.store] path in
                store.releaseInputs(of: path)
                removeScratch(path)
            }
        )
        parts.permitsNetwork = plan.permitsNetwork
        parts.hostVariable = { hostVariable($0, plan.hostVariables) }
        return try ComputeNodeService(
            info: info,
            incarnation: Incarnation(UInt64(clamping: Timestamp.wallClock().nanoseconds)),
            configuration: NodeConfiguration(),
            bus: bus,
            parts: parts,
            clock: { Timestamp.wallClock() }
        )
    }

    /// A tiny run never makes its folder: asking costs one system call.
    private static func removeScratch(_ path: String) {
        guard access(path, F_OK) == 0 else { return }
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func hostVariable(_ name: String, _ permitted: [String]) -> String? {
        guard permitted.contains(where: { fnmatch($0, name, 0) == 0 }) else { return nil }
        return ProcessInfo.processInfo.environment[name]
    }

    // MARK: - Running

    /// Runs until the task is cancelled or the process is told to end (SIGTERM, SIGINT).
    ///
    /// Then the API stops first, the nodes finish or hand back their work, the orchestrator commits what came in, the
    /// ledger ends, and the stores are closed, so that nothing of them is left in logs.
    func run(onListening: @escaping @Sendable (Int) async -> Void, endsOnSignals: Bool = true) async throws {
        var services: [any Service] = []
        if let ledger { services.append(RoleService(name: "ledger") { await ledger.run() }) }
        if let reputation { services.append(RoleService(name: "reputation") { await reputation.run() }) }
        if let deals {
            services.append(RoleService(name: "deals") { await deals.run() })
            services.append(
                RoleService(name: "offers") { await deals.renewOffers(of: nodes, infos, accounts.nodes, plan) }
            )
        }
        services.append(RoleService(name: "orchestrator") { await orchestrator.run() })
        for node in nodes { services.append(NodeRole(node: node, shutdownTime: plan.shutdownTime)) }
        services.append(makeServer(onListening))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: endsOnSignals ? [.sigterm, .sigint] : [],
                logger: logger
            )
        )
        defer { closeStores() }
        try await group.run()
    }

    private func makeServer(_ onListening: @escaping @Sendable (Int) async -> Void) -> any Service {
        let fallback = infos.first ?? NodeInfo(id: NodeID("orchestrator"), name: "orchestrator", capacity: .zero)
        let orchestrator = orchestrator
        var info = AgentInfo(
            build: BuildInfo(gitVersion: plan.version),
            config: plan.shownConfiguration,
            node: {
                let states = await orchestrator.nodes()
                return states.first { $0.info.id == fallback.id }
                    ?? NodeState(info: fallback, now: Timestamp.wallClock())
            }
        )
        let folders = plan.nodes.map { plan.folder + "/nodes/" + $0.name + "/published" }
        info.published = { name in PublishedFiles.find(name, in: folders) }
        info.estimates = ClusterEstimates(
            jobs: orchestrator,
            jobDefaults: plan.jobDefaults,
            ledger: { [ledger, account = accounts.orchestrator.account] in
                guard let ledger, let params = try? await ledger.params(),
                    let available = try? await ledger.account(account).account.available
                else { return nil }
                return (ledger.capabilities.ledger, params, available)
            }
        )
        info.deals = dealService
        return APIServer(
            jobs: orchestrator,
            data: ClusterData(content: content),
            ledger: ledger.flatMap { ledger in reputation.map { LedgerFront(ledger, reputation: $0) } },
            info: info,
            host: plan.host,
            port: plan.port,
            logger: logger,
            onListening: { [port] number in
                port.set(number)
                await onListening(number)
            }
        )
    }
}
