import Core

// The numbers that stand for states and topics in the files. They keep their meaning for ever: a new case gets a new
// number. The compiler asks for it here, since the switches are exhaustive.

extension JobState {
    /// The number in the `state` column.
    ///
    /// Those below ``firstTerminalCode`` are not terminal.
    var code: Int64 {
        switch self {
        case .pending: 0
        case .queued: 1
        case .running: 2
        case .completed: 16
        case .failed: 17
        case .stopped: 18
        }
    }

    /// Where the terminal states start.
    static let firstTerminalCode: Int64 = 16

    init?(code: Int64) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}

extension HistoryEvent.Topic {
    /// The number in an event's body.
    var code: UInt64 {
        switch self {
        case .submission: 0
        case .scheduling: 1
        case .queueing: 2
        case .stateUpdate: 3
        case .executionTimeout: 4
        case .jobTimeout: 5
        case .execution: 6
        case .scanning: 7
        case .downloadingInputs: 8
        case .preparing: 9
        case .running: 10
        case .publishing: 11
        case .restart: 12
        case .verifying: 13
        }
    }

    private static let byCode: [Self] = [
        .submission, .scheduling, .queueing, .stateUpdate, .executionTimeout, .jobTimeout, .execution, .scanning,
        .downloadingInputs, .preparing, .running, .publishing, .restart, .verifying,
    ]

    init?(code: UInt64) {
        guard code < UInt64(Self.byCode.count) else { return nil }
        self = Self.byCode[Int(code)]
    }
}
