package import ContentAddressing
package import Core

/// Whether a node can take a shape at all, with every reason against it, in words for people.
package enum Suitability {
    /// The reasons why the node can never take a task of this shape as things stand; empty when it can.
    ///
    /// `ledger` is the one that paid work is done on; `inputBytes` count for what a node asks for reading them.
    package static func obstacles(
        to shape: TaskShape,
        on node: NodeState,
        ledger: Digest256? = nil,
        inputBytes: UInt64 = 0
    ) -> [String] {
        var reasons: [String] = []
        if node.membership != .approved {
            reasons.append("the node is \(node.membership.rawValue.lowercased()), not approved")
        }
        if node.connection != .connected { reasons.append("the node is disconnected") }
        if node.info.isDraining { reasons.append("the node is shutting down") }
        reasons += engineObstacles(shape, node.info)
        if shape.wantsNetwork && !node.info.permitsNetwork {
            reasons.append("the task asks for a network and the node does not permit it")
        }
        if !shape.publisher.isEmpty && !contains(node.info.publishers, shape.publisher) {
            reasons.append("publisher '\(shape.publisher)' is not supported")
        }
        for source in shape.sources where !contains(node.info.sources, source) {
            reasons.append("input source '\(source)' is not supported")
        }
        for constraint in shape.constraints where !constraint.isPreference && !constraint.matches(node.info.labels) {
            reasons.append("label constraint '\(summary(constraint))' does not hold")
        }
        reasons += sizeObstacles(shape.resources, node.info.taskMax)
        if !shape.trusted.isEmpty, !TrustSpec.isNamed(node.info, among: shape.trusted) {
            reasons.append("the node is not among those that the job trusts (Trust.Nodes)")
        }
        if let work = shape.paid {
            reasons += PaidSuitability.obstacles(to: work, on: node.info, ledger: ledger, inputBytes: inputBytes)
        }
        return reasons
    }

    /// How many of the shape's preferences (`favour_` constraints) the node meets.
    package static func preferencesMet(by node: NodeState, _ shape: TaskShape) -> Int {
        shape.constraints.count { $0.isPreference && $0.matches(node.info.labels) }
    }

    private static func summary(_ constraint: Constraint) -> String {
        let values = constraint.values.isEmpty ? "" : " " + constraint.values.joined(separator: ",")
        return "\(constraint.key) \(constraint.op.rawValue)\(values)"
    }

    private static func contains(_ names: [String], _ name: String) -> Bool {
        names.contains(name) || names.contains { $0.lowercased() == name.lowercased() }
    }

    private static func engineObstacles(_ shape: TaskShape, _ info: NodeInfo) -> [String] {
        guard let engine = info.engines.first(where: { $0.kind == shape.engine }) else {
            return ["engine '\(shape.engine)' is not on this node"]
        }
        return engine.isAvailable ? [] : ["engine '\(shape.engine)' does not work here: \(engine.reason)"]
    }

    private static func sizeObstacles(_ wanted: Resources, _ largest: Resources) -> [String] {
        var reasons: [String] = []
        if wanted.cpuMillis > largest.cpuMillis {
            reasons.append("the task asks for \(wanted.cpuMillis)m CPU, the node gives at most \(largest.cpuMillis)m")
        }
        if wanted.memoryBytes > largest.memoryBytes {
            reasons.append(
                "the task asks for \(wanted.memoryBytes) B memory, the node gives at most \(largest.memoryBytes) B"
            )
        }
        if wanted.diskBytes > largest.diskBytes {
            reasons.append(
                "the task asks for \(wanted.diskBytes) B disk, the node gives at most \(largest.diskBytes) B"
            )
        }
        if wanted.gpus > largest.gpus {
            reasons.append("the task asks for \(wanted.gpus) GPUs, the node has \(largest.gpus)")
        }
        return reasons
    }
}
