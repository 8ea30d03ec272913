import Core

/// The orders in which executions are listed, with the words of both lines of v1.
enum ExecutionOrdering {
    case asStored
    case created
    case modified
    case id
    case state

    /// Throws `badRequest` for an unknown word.
    init(_ text: String?, line: ClientLine) throws(APIError) {
        switch text {
        case nil: self = line == .v1_4 ? .modified : .asStored
        case "create_time", "created_at": self = .created
        case "modify_time", "modified_at": self = .modified
        case "id": self = .id
        case "state": self = .state
        case let text?:
            throw APIError(
                .badRequest,
                "order_by=\(text) is not known",
                hint: "use created_at or modified_at"
            )
        }
    }

    /// Sorts; equal ones stay as they were.
    func sort(_ executions: inout [Execution], isReversed: Bool) {
        switch self {
        case .asStored: break
        case .created: executions.sort { $0.createdAt < $1.createdAt }
        case .modified: executions.sort { $0.modifiedAt < $1.modifiedAt }
        case .id: executions.sort { $0.id < $1.id }
        case .state: executions.sort { $0.state.rawValue < $1.state.rawValue }
        }
        if isReversed { executions.reverse() }
    }
}
