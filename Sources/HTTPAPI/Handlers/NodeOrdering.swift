import Core

/// The orders in which nodes are listed; amounts go from the most to the least.
enum NodeOrdering: String {
    case id
    case type
    case availableCPU = "available_cpu"
    case availableMemory = "available_memory"
    case availableDisk = "available_disk"
    case availableGPU = "available_gpu"
    case approval
    case status

    /// Throws `badRequest` for an unknown word.
    init(_ text: String?) throws(APIError) {
        guard let text else {
            self = .id
            return
        }
        guard let order = NodeOrdering(rawValue: text) else {
            throw APIError(
                .badRequest,
                "order_by=\(text) is not known",
                hint: "use id, type, available_cpu, available_memory, available_disk, available_gpu, approval or status"
            )
        }
        self = order
    }

    /// Sorts; nodes that are equal in this order follow by id.
    func sort(_ nodes: inout [NodeState], isReversed: Bool) {
        nodes.sort { $0.info.id < $1.info.id }
        switch self {
        case .id, .type: break
        case .availableCPU: nodes.sort { $0.available.cpuMillis > $1.available.cpuMillis }
        case .availableMemory: nodes.sort { $0.available.memoryBytes > $1.available.memoryBytes }
        case .availableDisk: nodes.sort { $0.available.diskBytes > $1.available.diskBytes }
        case .availableGPU: nodes.sort { $0.available.gpus > $1.available.gpus }
        case .approval: nodes.sort { $0.membership.rawValue < $1.membership.rawValue }
        case .status: nodes.sort { $0.connection.rawValue < $1.connection.rawValue }
        }
        if isReversed { nodes.reverse() }
    }
}
