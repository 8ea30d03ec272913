import ContentAddressing
import Core
import Database
import Foundation
import Logging
import Storage
import WasmEngine

/// The roles of a full build: servers, a local run, and what the program starts of itself.
struct LiveRoles: RoleRunner {
    /// The version that this program tells of itself, in the line of v1 that it follows.
    static let version = "v1.9.0-swift.1"

    func runDevstack(_ options: DevstackOptions, _ configuration: Configuration) async throws {
        let console = CommandContext.current.console
        let isKept = configuration.source(of: "DataDir") != .standard
        let folder = isKept ? configuration.dataDirectory : try Self.temporaryFolder("devstack")
        defer { if !isKept { try? FileManager.default.removeItem(atPath: folder) } }
        var plan = Self.plan(folder: folder, configuration)
        plan.nodes = Self.devstackNodes(options, configuration)
        plan.fetchedBytesMax = Self.fetchedBytesMax(configuration, share: options.computes)
        plan.port = options.randomPorts ? 0 : options.port ?? configuration.integer("API.Port")
        plan.permitsNetwork = options.acceptNetworkedJobs || configuration.permitsNetwork
        plan.allowListedLocalPaths += options.allowListedLocalPaths
        plan.ledger = try Self.devstackLedger(options, configuration, folder: folder)
        // Nodes of one machine have one system, and the money is play money: shell lines can be tried, too.
        if configuration.source(of: "Compute.StakedEngines") == .standard { plan.stakedEngines.append("sandbox") }
        let hasLedger = plan.ledger != nil
        let host = plan.host
        try await Self.run(plan, configuration) { port in
            console.note(
                """
                Devstack is ready!
                To use it from another terminal:
                  export BACALHAU_API_HOST=\(host)
                  export BACALHAU_API_PORT=\(port)
                """
            )
            if hasLedger {
                console.note(
                    """
                    It has a test ledger, whose money means nothing, and pays for verified runs itself:
                      bacalhau wasm run main.wasm --style verified
                    To try the ledger with a wallet of your own:
                      bacalhau wallet create me && bacalhau wallet faucet me 10cr
                    """
                )
            }
        }
    }

    func runServe(_ options: ServeOptions, _ configuration: Configuration) async throws {
        let console = CommandContext.current.console
        guard options.isOrchestrator else {
            throw CommandError(
                .usage,
                "a compute node alone needs a bus to its orchestrator, and this version has only the one in process",
                hint: "leave out --compute, or give --orchestrator --compute"
            )
        }
        var plan = Self.plan(folder: configuration.dataDirectory, configuration)
        let name = try options.name ?? Self.nodeName(configuration, folder: plan.folder)
        if options.isCompute {
            plan.nodes = [
                ClusterPlan.Node(
                    name: name,
                    labels: Self.labels(configuration, name: name),
                    capacity: Self.capacity(configuration, share: 1)
                )
            ]
        }
        if options.ledger || configuration.flag("Ledger.Enabled") {
            let files = LedgerFolder(dataDirectory: plan.folder)
            let source = PassphraseSource(file: options.passphraseFile)
            plan.ledger = .existing(operatorKey: try files.operatorKey(source))
        }
        let host = plan.host
        try await Self.run(plan, configuration) { port in console.note("bacalhau listens on http://\(host):\(port)") }
    }

    func withLocalNode(
        _ configuration: Configuration,
        _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws {
        let folder = try Self.temporaryFolder("local")
        let removeFolder: @Sendable () -> Void = { try? FileManager.default.removeItem(atPath: folder) }
        defer { removeFolder() }
        // The node ends with this process, and with it the folder and whatever the node has started.
        try await Interrupt.during(also: [SIGTERM, SIGHUP], last: removeFolder) {
            try await Self.runLocal(folder, configuration, body)
        }
    }

    private static func runLocal(
        _ folder: String,
        _ configuration: Configuration,
        _ body: @escaping @Sendable (any NodeAPI) async throws -> Void
    ) async throws {
        var plan = Self.plan(folder: folder, configuration)
        plan.host = "127.0.0.1"
        plan.port = 0
        plan.durability = .relaxed
        // The user's own program on the user's own machine: it may read what the user names.
        plan.allowListedLocalPaths = ["/**"]
        plan.cachePath = configuration.dataDirectory + "/cache"
        plan.nodes = [
            ClusterPlan.Node(
                name: "local",
                labels: Self.labels(configuration, name: "local"),
                capacity: Self.capacity(configuration, share: 1)
            )
        ]
        let cluster = try await LocalCluster.open(plan, logger: Self.logger(configuration, level: .critical))
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await cluster.run(onListening: { continuation.yield($0) }, endsOnSignals: false)
            }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                try await body(ClientConnector().node(at: Endpoint(host: "127.0.0.1", port: port)))
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    func computeCID(
        path: String,
        profile: ImportProfile,
        includesHidden: Bool,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) async throws -> ContentRoot {
        var options = AddOptions()
        options.profile = profile
        options.includesHidden = includesHidden
        let root = try await ContentStore.imported(path, options, onProgress: onProgress)
        return ContentRoot(
            cid: root.cid,
            name: URL(fileURLWithPath: path).lastPathComponent,
            kind: Self.kind(root.kind),
            contentBytes: root.fileBytes,
            tsize: root.tsize,
            files: 0,
            addedAt: .zero,
            hostPath: nil
        )
    }

    private static func kind(_ kind: ImportedNode.Kind) -> ContentRoot.Kind {
        switch kind {
        case .file: .file
        case .directory: .directory
        case .symlink: .symlink
        }
    }

    func compileWasm(_ arguments: [String]) -> Int32 { WasmCompiler.main(arguments: arguments) }
}
