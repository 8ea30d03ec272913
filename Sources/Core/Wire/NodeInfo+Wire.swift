extension EngineStatus: WireCodable {
    /// `{Type, Available, Version?, Reason?}`: ours, beside v1's list of engine names.
    package var wireValue: JSONValue {
        var members = [
            JSONValue.Member("Type", .string(kind)), JSONValue.Member("Available", .bool(isAvailable)),
        ]
        members.append("Version", text: version)
        members.append("Reason", text: reason)
        return .object(members)
    }

    /// Reads a status.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            kind: try reader.required("Type").text(),
            isAvailable: try reader.flag("Available"),
            version: try reader.text("Version"),
            reason: try reader.text("Reason")
        )
    }
}

extension NodeInfo: WireCodable {
    /// The protocols that v1 nodes name.
    package static let wireProtocols = ["ncl/v1", "bprotocol/v2"]

    /// The node as v1's NodeInfo when nothing runs on it; see ``wireValue(available:running:queued:)``.
    package var wireValue: JSONValue { wireValue(available: capacity, running: 0, queued: 0) }

    /// The node as v1's NodeInfo, with `Name`, `Engines`, `QueueMax`, `PermitsNetwork` and `Deals` beside.
    func wireValue(available: Resources, running: Int, queued: Int) -> JSONValue {
        var compute: [JSONValue.Member] = []
        compute.append("ExecutionEngines", Self.texts(engines.filter(\.isAvailable).map(\.kind)))
        compute.append("Publishers", Self.texts(publishers))
        compute.append("StorageSources", Self.texts(sources))
        compute.append("MaxCapacity", capacity.wireValue)
        compute.append("QueueCapacity", Resources.zero.wireValue)
        compute.append("AvailableCapacity", available.wireValue)
        compute.append("MaxJobRequirements", taskMax.wireValue)
        compute.append("RunningExecutions", .int(Int64(running)))
        compute.append("EnqueuedExecutions", .int(Int64(queued)))
        compute.append("address", text: address)
        var members = [
            JSONValue.Member("NodeID", .string(id.text)),
            JSONValue.Member("NodeType", .string("Compute")),
            JSONValue.Member("Labels", JobSpecEncoder.map(labels)),
            JSONValue.Member("SupportedProtocols", Self.texts(Self.wireProtocols)),
            JSONValue.Member("ComputeNodeInfo", .object(compute)),
            JSONValue.Member("BacalhauVersion", .object([JSONValue.Member("GitVersion", .string(version))])),
            JSONValue.Member("Name", .string(name)),
            JSONValue.Member("Engines", .array(engines.map(\.wireValue))),
            JSONValue.Member("QueueMax", .int(Int64(queueMax))),
            JSONValue.Member("PermitsNetwork", .bool(permitsNetwork)),
            JSONValue.Member("IsDraining", .bool(isDraining)),
        ]
        if let deals { members.append("Deals", deals.wireValue) }
        return .object(members)
    }

    private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// Reads a node; one of a v1 server has its engines from the list of names.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        let compute = reader["ComputeNodeInfo"] ?? DocumentReader(.object([]), path: reader.path["ComputeNodeInfo"])
        let capacity = try compute["MaxCapacity"].map(Resources.init(reading:)) ?? .zero
        self.init(
            id: NodeID(try reader.required("NodeID").text()),
            name: try reader.text("Name"),
            capacity: capacity
        )
        labels = try reader["Labels"]?.textMap() ?? StringMap()
        if let engines = reader["Engines"] {
            self.engines = try Wire.list(engines)
        } else {
            let kinds = try compute["ExecutionEngines"]?.texts() ?? []
            engines = kinds.map { EngineStatus(kind: $0, isAvailable: true) }
        }
        publishers = try compute["Publishers"]?.texts() ?? []
        sources = try compute["StorageSources"]?.texts() ?? []
        taskMax = try compute["MaxJobRequirements"].map(Resources.init(reading:)) ?? .zero
        queueMax = try reader.integer("QueueMax")
        permitsNetwork = try reader.flag("PermitsNetwork")
        isDraining = try reader["IsDraining"]?.flag() ?? false
        deals = try reader["Deals"].map(NodeDeals.init(reading:))
        address = try compute.text("address")
        version = try reader["BacalhauVersion"]?.text("GitVersion") ?? ""
    }
}
