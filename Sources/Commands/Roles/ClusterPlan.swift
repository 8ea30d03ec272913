import Core
import Database

/// What one process is to run.
struct ClusterPlan: Sendable {
    struct Node: Sendable {
        var name: String
        var labels = StringMap()
        var capacity: Resources
    }

    /// Everything is kept below this folder.
    var folder: String
    /// None makes a process that only plans and keeps jobs.
    var nodes: [Node]
    var host = "127.0.0.1"
    /// 0 takes a free port.
    var port = 1234
    var permitsNetwork = false
    /// Globs of host paths that `localDirectory` inputs may name; `:rw` at the end allows writing.
    var allowListedLocalPaths: [String] = []
    var durability = Durability.full
    /// Nil means: look at the usual places.
    var wasmtimePath: String?
    /// This program, to compile modules in a child of it; empty means that no child can be started.
    var executablePath = ""
    var version = ""
    /// What `/api/v1/agent/config` shows, secrets masked.
    var shownConfiguration = JSONValue.object([])
    /// Compiled modules and installed requirements; empty means below `folder`.
    var cachePath = ""
    var disabledEngines: [String] = []
    var disabledSources: [String] = []
    var disabledPublishers: [String] = []
    var jobDefaults: [JobDefaults] = []
    /// Globs of the names of host variables that jobs may ask for.
    var hostVariables: [String] = []
    var approvesNodes = true
    /// What each node keeps of fetched inputs beyond what runs use.
    var fetchedBytesMax: UInt64 = .max
    /// How often a download of an input is tried again, and how long one try may take.
    var downloadRetries = 3
    var downloadTime: Duration = .seconds(3600)
    /// A node that is silent for this long counts as lost.
    var nodeSilenceMax: Duration = .seconds(60)
    /// The ledger of deals that runs beside the orchestrator; nil for none.
    var ledger: LedgerPlan?
    /// What the nodes ask for paid work.
    var prices = NodePrices(perGfuel: 1_000_000, perCPUSecond: 1_000_000)
    /// The engines whose results the nodes back with their stake.
    var stakedEngines = [WasmParameters.engineType]
    /// Puts another engine in the place of one of a node, by the node's name; without a name, the one that is probed.
    var engine: @Sendable (_ node: String, any ExecutionEngine) -> any ExecutionEngine = { $1 }
    /// How long running work may go on after a stop was asked for.
    var shutdownTime: Duration = .seconds(10)
}
