import Core

/// A setting: its name in a file, what it may hold, and what holds when nothing is said.
struct ConfigurationKey: Sendable, Hashable {
    /// What a setting may hold.
    enum Kind: Sendable, Hashable {
        case text
        case integer(ClosedRange<Int64>)
        case flag
        /// One of these words.
        case choice([String])
        /// A length of time, such as `30s`.
        case duration
        /// A list of texts; in one line they are separated by commas.
        case texts
        /// A map of texts; in one line `key=value` pairs separated by commas.
        case map
        /// Processors as `2` or `500m`, or a share such as `80%`.
        case processors
        /// Bytes as `2GB` or `1Gi`, or a share such as `80%`.
        case bytes
    }

    /// With dots, as in the file: `API.Port`.
    var name: String
    var kind: Kind
    /// The value as text when nothing is said.
    var standard: String
    /// What it does, in one sentence.
    var summary: String

    init(_ name: String, _ kind: Kind, _ standard: String, _ summary: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.summary = summary
    }

    /// The environment variable that sets it: the name in upper case, its dots as underscores.
    var variable: String { "BACALHAU_" + String(name.uppercased().map { $0 == "." ? "_" : $0 }) }
}

extension ConfigurationKey {
    private static let ports: Kind = .integer(0...65535)

    /// Every setting, in the order in which they are listed.
    static let all: [ConfigurationKey] =
        [
            ConfigurationKey(
                "API.Host",
                .text,
                "127.0.0.1",
                "Where the API of a node is: asked by clients, bound by servers."
            ),
            ConfigurationKey("API.Port", ports, "1234", "The port of the API."),
            ConfigurationKey(
                "Compute.AllocatedCapacity.CPU",
                .processors,
                "80%",
                "Processors that jobs may use: an amount or a share."
            ),
            ConfigurationKey(
                "Compute.AllocatedCapacity.Disk",
                .bytes,
                "80%",
                "Disk that jobs may use: an amount or a share."
            ),
            ConfigurationKey("Compute.AllocatedCapacity.GPU", .integer(0...1024), "0", "GPUs that jobs may use."),
            ConfigurationKey(
                "Compute.AllocatedCapacity.Memory",
                .bytes,
                "80%",
                "Memory that jobs may use: an amount or a share."
            ),
            ConfigurationKey(
                "Compute.AllowListedLocalPaths",
                .texts,
                "",
                "Paths of this machine that jobs may read; `*` and `**` match names, `:rw` at the end permits writing."
            ),
            ConfigurationKey(
                "Compute.Env.AllowList",
                .texts,
                "",
                "Variables of the node that jobs may ask for as `env:NAME`."
            ),
            price("CPUSecond", "1000000", "one processor for a second, where work has no fuel"),
            price("Gfuel", "1000000", "10⁹ units of fuel of a wasm task"),
            price("GiBInput", "0", "2³⁰ bytes of input, where work has no fuel"),
            price("GiBSecond", "0", "2³⁰ bytes of memory for a second, where work has no fuel"),
            price("GpageFuel", "0", "10⁹ page-fuel: a page of 64 KiB held for one unit of fuel counts one"),
            ConfigurationKey(
                "Compute.StakedEngines",
                .texts,
                WasmParameters.engineType,
                "The engines whose results the nodes back with their stake; name only those that repeat to the byte."
            ),
            ConfigurationKey("DataDir", .text, "~/.bacalhau", "The folder of everything that a node keeps."),
            ConfigurationKey(
                "Durability",
                .choice(["full", "relaxed"]),
                "full",
                "Whether an answer waits for the disk: relaxed survives a crash of the program, full also a power loss."
            ),
            ConfigurationKey("Engines.Disabled", .texts, "", "Engines that are not offered."),
            ConfigurationKey(
                "InputSources.CacheSize",
                .bytes,
                "20%",
                "Fetched inputs that are kept for later runs: bytes or a share of the free disk."
            ),
            ConfigurationKey("InputSources.Disabled", .texts, "", "Input sources that are not offered."),
            ConfigurationKey(
                "InputSources.MaxRetryCount",
                .integer(0...100),
                "3",
                "How often a download that failed is tried again."
            ),
            ConfigurationKey("InputSources.ReadTimeout", .duration, "1h", "How long one try of a download may take."),
            ConfigurationKey(
                "JobAdmissionControl.AcceptNetworkedJobs",
                .flag,
                "false",
                "Whether jobs may use the network."
            ),
            ConfigurationKey(
                "JobAdmissionControl.RejectNetworkedJobs",
                .flag,
                "true",
                "The opposite of AcceptNetworkedJobs; it wins."
            ),
        ] + jobDefaults("Batch") + jobDefaults("Ops") + [
            ConfigurationKey("Labels", .map, "", "Labels of this node, which constraints of jobs are about."),
            ConfigurationKey(
                "Ledger.Enabled",
                .flag,
                "false",
                "Whether the server runs the ledger of deals in its data folder; a devstack does unless told not to."
            ),
            ConfigurationKey(
                "Logging.Level",
                .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
                "info",
                "The least important messages that are logged."
            ),
            ConfigurationKey(
                "Logging.Mode",
                .choice(["text", "json"]),
                "text",
                "How messages are logged: for people or for programs."
            ),
            ConfigurationKey(
                "NameProvider",
                .choice(["hostname", "puuid", "uuid"]),
                "puuid",
                "Where the name of a node comes from."
            ),
            ConfigurationKey(
                "Orchestrator.NodeManager.DisconnectTimeout",
                .duration,
                "1m",
                "How long a node may be silent before its work goes elsewhere."
            ),
            ConfigurationKey(
                "Orchestrator.NodeManager.ManualApproval",
                .flag,
                "false",
                "Whether new nodes wait for `node approve`."
            ),
            ConfigurationKey("Publishers.Disabled", .texts, "", "Publishers that are not offered."),
        ]

    private static func price(_ name: String, _ standard: String, _ what: String) -> ConfigurationKey {
        ConfigurationKey(
            "Compute.Prices." + name,
            .integer(0...Int64(1) << 60),
            standard,
            "What a node asks for \(what), in units of 10⁻⁹ credit."
        )
    }

    private static func jobDefaults(_ type: String) -> [ConfigurationKey] {
        let words = "of \(type.lowercased()) jobs that name none."
        let task = "JobDefaults.\(type).Task"
        return [
            ConfigurationKey(
                "JobDefaults.\(type).Priority",
                .integer(-1_000_000...1_000_000),
                "0",
                "The priority \(words)"
            ),
            ConfigurationKey("\(task).Publisher.Type", .text, "", "The publisher \(words)"),
            ConfigurationKey("\(task).Resources.CPU", .processors, "500m", "The processors \(words)"),
            ConfigurationKey("\(task).Resources.Disk", .bytes, "", "The disk \(words)"),
            ConfigurationKey("\(task).Resources.GPU", .integer(0...1024), "0", "The GPUs \(words)"),
            ConfigurationKey("\(task).Resources.Memory", .bytes, "512Mb", "The memory \(words)"),
            ConfigurationKey("\(task).Timeouts.ExecutionTimeout", .duration, "0s", "The execution timeout \(words)"),
            ConfigurationKey("\(task).Timeouts.QueueTimeout", .duration, "0s", "The queue timeout \(words)"),
            ConfigurationKey("\(task).Timeouts.TotalTimeout", .duration, "0s", "The total timeout \(words)"),
        ]
    }

    /// Settings of v1, or the beginnings of their names, that mean nothing here: they are let pass with a warning, so
    /// that a file written for v1 works.
    static let ignoredPrefixes = [
        "API.Auth", "API.TLS", "Compute.Auth", "Compute.Enabled", "Compute.Heartbeat", "Compute.Network",
        "Compute.Orchestrators", "Compute.TLS", "DisableAnalytics", "Engines.Types", "FeatureFlags",
        "JobAdmissionControl.Locality", "JobAdmissionControl.ProbeExec", "JobAdmissionControl.ProbeHTTP",
        "JobAdmissionControl.RejectStatelessJobs", "JobDefaults.Daemon", "JobDefaults.Service",
        "Logging.LogDebugInfoInterval", "Logging.Mode", "Orchestrator.Advertise", "Orchestrator.Auth",
        "Orchestrator.Cluster", "Orchestrator.Enabled", "Orchestrator.EvaluationBroker", "Orchestrator.Host",
        "Orchestrator.Port", "Orchestrator.Scheduler", "Orchestrator.SupportReverseProxy", "Orchestrator.TLS",
        "Publishers.Types.IPFS", "Publishers.Types.S3", "Publishers.Types.S3Managed", "ResultDownloaders",
        "StrictVersionMatch", "UpdateConfig", "WebUI",
    ]

    /// The setting of this name in any case.
    static func named(_ name: String) -> ConfigurationKey? { all.first { $0.name.equalsIgnoringCase(name) } }
}
