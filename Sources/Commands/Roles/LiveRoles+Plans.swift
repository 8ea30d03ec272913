import Core
import Database
import Foundation
import Logging

extension LiveRoles {
    /// A plan without nodes from the configuration.
    static func plan(folder: String, _ configuration: Configuration) -> ClusterPlan {
        var plan = ClusterPlan(folder: folder, nodes: [])
        plan.host = configuration.text("API.Host")
        plan.port = configuration.integer("API.Port")
        plan.permitsNetwork = configuration.permitsNetwork
        plan.allowListedLocalPaths = configuration.texts("Compute.AllowListedLocalPaths")
        plan.durability = configuration.text("Durability") == "relaxed" ? .relaxed : .full
        plan.disabledEngines = configuration.texts("Engines.Disabled")
        plan.disabledSources = configuration.texts("InputSources.Disabled")
        plan.disabledPublishers = configuration.texts("Publishers.Disabled")
        plan.nodeSilenceMax = configuration.duration("Orchestrator.NodeManager.DisconnectTimeout")
        plan.approvesNodes = !configuration.flag("Orchestrator.NodeManager.ManualApproval")
        plan.hostVariables = configuration.texts("Compute.Env.AllowList")
        plan.jobDefaults = [jobDefaults(.batch, "Batch", configuration), jobDefaults(.ops, "Ops", configuration)]
        plan.fetchedBytesMax = fetchedBytesMax(configuration, share: 1)
        plan.downloadRetries = configuration.integer("InputSources.MaxRetryCount")
        plan.downloadTime = configuration.duration("InputSources.ReadTimeout")
        plan.prices = prices(configuration)
        plan.stakedEngines = configuration.texts("Compute.StakedEngines").map { $0.lowercased() }
        plan.executablePath = executablePath()
        plan.version = version
        plan.shownConfiguration = shown(configuration)
        return plan
    }

    private static func prices(_ configuration: Configuration) -> NodePrices {
        func price(_ name: String) -> Int64 { Int64(configuration.integer("Compute.Prices." + name)) }
        return NodePrices(
            perGfuel: price("Gfuel"),
            perGpageFuel: price("GpageFuel"),
            perCPUSecond: price("CPUSecond"),
            perGiBSecond: price("GiBSecond"),
            perGiBInput: price("GiBInput")
        )
    }

    private static func jobDefaults(_ type: JobType, _ name: String, _ configuration: Configuration) -> JobDefaults {
        let task = "JobDefaults.\(name).Task"
        var defaults = JobDefaults(type: type)
        defaults.priority = configuration.integer("JobDefaults.\(name).Priority")
        defaults.publisher = configuration.text(task + ".Publisher.Type")
        defaults.resources.cpu = configuration.text(task + ".Resources.CPU")
        defaults.resources.memory = configuration.text(task + ".Resources.Memory")
        defaults.resources.disk = configuration.text(task + ".Resources.Disk")
        let gpus = configuration.integer(task + ".Resources.GPU")
        if gpus > 0 { defaults.resources.gpu = String(gpus) }
        func seconds(_ key: String) -> Int64 { configuration.duration(task + ".Timeouts." + key).components.seconds }
        defaults.timeouts.executionSeconds = seconds("ExecutionTimeout")
        defaults.timeouts.queueSeconds = seconds("QueueTimeout")
        defaults.timeouts.totalSeconds = seconds("TotalTimeout")
        return defaults
    }

    static func run(
        _ plan: ClusterPlan,
        _ configuration: Configuration,
        ready: @escaping @Sendable (Int) -> Void
    ) async throws {
        let level = Logger.Level(rawValue: configuration.text("Logging.Level")) ?? .info
        do {
            let cluster = try await LocalCluster.open(plan, logger: logger(configuration, level: level))
            try await cluster.run { port in ready(port) }
        } catch let error as CoreError where error.code == .unavailable {
            // To a client `unavailable` means that nobody answers; here it is why this server cannot start.
            throw CommandError(.failed, error.message, cause: error.cause, hint: error.hint)
        }
    }

    static func logger(_ configuration: Configuration, level: Logger.Level) -> Logger {
        let isJSON = configuration.text("Logging.Mode") == "json"
        var logger = Logger(label: "bacalhau") { label -> any LogHandler in
            if isJSON { return JSONLogHandler() }
            return StreamLogHandler.standardError(label: label)
        }
        logger.logLevel = level
        return logger
    }

    /// Each node gets an equal share of what jobs may use, and at least one processor.
    static func devstackNodes(_ options: DevstackOptions, _ configuration: Configuration) -> [ClusterPlan.Node] {
        (0..<options.computes).map { index in
            var capacity = capacity(configuration, share: options.computes)
            if let cpu = options.cpu, let amount = CPUQuantity(cpu) { capacity.cpuMillis = amount.millis }
            if let memory = options.memory, let amount = ByteQuantity(memory) { capacity.memoryBytes = amount.bytes }
            let name = "node-\(index)"
            var labels = labels(configuration, name: name)
            labels["id"] = String(index)
            labels["env"] = "devstack"
            return ClusterPlan.Node(name: name, labels: labels, capacity: capacity)
        }
    }

    /// A devstack has a ledger unless it is told not to; the one that is there goes on.
    static func devstackLedger(
        _ options: DevstackOptions,
        _ configuration: Configuration,
        folder: String
    ) throws -> LedgerPlan? {
        let isWanted = configuration.source(of: "Ledger.Enabled") == .standard || configuration.flag("Ledger.Enabled")
        guard isWanted, !options.noLedger else { return nil }
        let files = LedgerFolder(dataDirectory: folder)
        return files.exists
            ? .existing(operatorKey: try files.operatorKey(PassphraseSource()))
            : .newTestNetwork(TestNetwork.params(nodes: options.computes))
    }

    static func labels(_ configuration: Configuration, name: String) -> StringMap {
        #if arch(arm64)
        let architecture = "arm64"
        #else
        let architecture = "amd64"
        #endif
        let standard: StringMap = [
            "name": name, "os_type": "linux", "os_arch": architecture, "Operating-System": "linux",
            "Architecture": architecture,
        ]
        return standard.merging(configuration.map("Labels"))
    }

    static func capacity(_ configuration: Configuration, share: Int) -> Resources {
        let processors = ProcessInfo.processInfo.activeProcessorCount * 1000
        let memory = Int64(clamping: ProcessInfo.processInfo.physicalMemory)
        let disk = freeDisk(configuration.dataDirectory)
        return Resources(
            cpuMillis: max(
                1000,
                configuration.processorMillis("Compute.AllocatedCapacity.CPU", of: processors) / share
            ),
            memoryBytes: configuration.bytes("Compute.AllocatedCapacity.Memory", of: memory) / Int64(share),
            diskBytes: configuration.bytes("Compute.AllocatedCapacity.Disk", of: disk) / Int64(share),
            gpus: configuration.integer("Compute.AllocatedCapacity.GPU") / share
        )
    }

    static func fetchedBytesMax(_ configuration: Configuration, share: Int) -> UInt64 {
        let disk = freeDisk(configuration.dataDirectory)
        return UInt64(max(0, configuration.bytes("InputSources.CacheSize", of: disk))) / UInt64(max(1, share))
    }

    private static func freeDisk(_ folder: String) -> Int64 {
        var path = folder
        while path.count > 1, !FileManager.default.fileExists(atPath: path) {
            path = URL(fileURLWithPath: path).deletingLastPathComponent().path
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    }

    static func temporaryFolder(_ purpose: String) throws -> String {
        let path = NSTemporaryDirectory() + "bacalhau-\(purpose)-\(UUID().uuidString.lowercased().prefix(8))"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return path
    }

    /// The name of a serving node: the host's, one for each start, or one that is made once and kept.
    static func nodeName(_ configuration: Configuration, folder: String) throws -> String {
        switch configuration.text("NameProvider") {
        case "hostname": return ProcessInfo.processInfo.hostName
        case "uuid": return "n-" + UUID().uuidString.lowercased()
        default: break
        }
        let path = folder + "/node-name"
        if let kept = try? String(contentsOfFile: path, encoding: .utf8), !kept.isEmpty { return kept }
        let name = "n-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try name.write(toFile: path, atomically: true, encoding: .utf8)
        return name
    }

    private static func executablePath() -> String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    }

    private static func shown(_ configuration: Configuration) -> JSONValue {
        .object(configuration.entries.map { JSONValue.Member($0.key.name, .string($0.value.text)) })
    }
}
