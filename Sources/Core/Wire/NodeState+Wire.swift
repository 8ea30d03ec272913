extension NodeState: WireCodable {
    /// The node as v1's NodeState; `Connection` is there for old clients.
    package var wireValue: JSONValue {
        var connectionState = [
            JSONValue.Member("Status", .string(connection.rawValue)),
            JSONValue.Member("LastHeartbeat", .string(RFC3339.text(lastHeartbeat))),
            JSONValue.Member("ConnectedSince", .string(RFC3339.text(connectedSince))),
            JSONValue.Member("DisconnectedSince", .string(RFC3339.text(disconnectedSince))),
        ]
        connectionState.append("LastError", text: lastError)
        let info = info.wireValue(available: available, running: runningExecutions, queued: queuedExecutions)
        return .object([
            JSONValue.Member("Info", info),
            JSONValue.Member("Membership", .string(membership.rawValue)),
            JSONValue.Member("Connection", .string(connection.rawValue)),
            JSONValue.Member("ConnectionState", .object(connectionState)),
        ])
    }

    /// Reads a node's state.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        let info = try reader.required("Info")
        self.init(info: try NodeInfo(reading: info), now: .zero)
        if let membership = reader["Membership"] { self.membership = try membership.choice(Membership.self) }
        if let state = reader["ConnectionState"] {
            connection = try state.required("Status").choice(Connection.self)
            lastHeartbeat = try state.time("LastHeartbeat")
            connectedSince = try state.time("ConnectedSince")
            disconnectedSince = try state.time("DisconnectedSince")
            lastError = try state.text("LastError")
        }
        guard let compute = info["ComputeNodeInfo"] else { return }
        available = try compute["AvailableCapacity"].map(Resources.init(reading:)) ?? .zero
        runningExecutions = try compute.integer("RunningExecutions")
        queuedExecutions = try compute.integer("EnqueuedExecutions")
    }
}
