import Core

/// How a piece of text stands out on a terminal.
enum TextStyle: Sendable, Hashable {
    case plain
    case dim
    case bold
    case good
    case busy
    case bad

    /// The text between the escape sequences of ECMA-48 for this style; the text itself when colours are off.
    func apply(_ text: String, isColoured: Bool) -> String {
        guard isColoured, self != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }

    private var parameters: String {
        switch self {
        case .plain: "0"
        case .dim: "2"
        case .bold: "1"
        case .good: "32"
        case .busy: "33"
        case .bad: "31"
        }
    }

    /// The style of a job's state.
    static func of(_ state: JobState) -> TextStyle {
        switch state {
        case .completed: .good
        case .failed: .bad
        case .stopped: .dim
        case .pending, .queued, .running: .busy
        }
    }

    /// The style of an execution's state.
    static func of(_ state: ComputeState) -> TextStyle {
        switch state {
        case .completed: .good
        case .failed, .askForBidRejected, .bidRejected: .bad
        case .cancelled: .dim
        default: .busy
        }
    }
}
