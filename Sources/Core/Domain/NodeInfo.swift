/// Whether an engine works on a node, and why not.
package struct EngineStatus: Hashable, Sendable {
    package var kind: String
    package var isAvailable: Bool
    /// The version of what runs the tasks, such as `wasmtime 50.0.1`.
    package var version: String
    /// When it is not available: why, and what to do.
    package var reason: String

    package init(kind: String, isAvailable: Bool, version: String = "", reason: String = "") {
        self.kind = kind
        self.isAvailable = isAvailable
        self.version = version
        self.reason = reason
    }
}

/// What a node says of itself when it joins.
package struct NodeInfo: Hashable, Sendable {
    package var id: NodeID
    /// A label for people; not unique by force.
    package var name: String
    package var labels: StringMap
    package var engines: [EngineStatus]
    package var publishers: [String]
    package var sources: [String]
    /// What jobs may use of this node in all.
    package var capacity: Resources
    /// The largest task that it takes.
    package var taskMax: Resources
    /// How many executions it keeps waiting beyond those that run.
    package var queueMax: Int
    /// True when the operator lets tasks use the network.
    package var permitsNetwork: Bool
    /// True while the node shuts down: it finishes what it runs and takes nothing more.
    package var isDraining: Bool
    /// How it is paid; nil when it takes no paid work.
    package var deals: NodeDeals?
    /// Where the node serves blocks over HTTP; empty when only in process.
    package var address: String
    package var version: String

    package init(id: NodeID, name: String, capacity: Resources) {
        self.id = id
        self.name = name
        self.labels = StringMap()
        self.engines = []
        self.publishers = []
        self.sources = []
        self.capacity = capacity
        self.taskMax = capacity
        self.queueMax = 0
        self.permitsNetwork = false
        self.isDraining = false
        self.deals = nil
        self.address = ""
        self.version = ""
    }
}

/// What the orchestrator knows of a node.
package struct NodeState: Hashable, Sendable {
    package enum Membership: String, Hashable, Sendable {
        case pending = "PENDING"
        case approved = "APPROVED"
        case rejected = "REJECTED"
    }

    package enum Connection: String, Hashable, Sendable {
        case connected = "CONNECTED"
        case disconnected = "DISCONNECTED"
    }

    package var info: NodeInfo
    package var membership: Membership
    package var connection: Connection
    package var lastHeartbeat: Timestamp
    package var connectedSince: Timestamp
    package var disconnectedSince: Timestamp
    package var lastError: String
    /// What is not promised to an execution at the moment.
    package var available: Resources
    package var runningExecutions: Int
    package var queuedExecutions: Int

    package init(info: NodeInfo, now: Timestamp) {
        self.info = info
        self.membership = .approved
        self.connection = .connected
        self.lastHeartbeat = now
        self.connectedSince = now
        self.disconnectedSince = .zero
        self.lastError = ""
        self.available = info.capacity
        self.runningExecutions = 0
        self.queuedExecutions = 0
    }
}
