import Core

/// A node and what was promised to it.
struct NodeEntry: Sendable {
    var state: NodeState
    var incarnation: Incarnation
    /// The sum over the executions assigned to it, also those that wait there.
    var assigned = Resources.zero
    var executions = LookupTable<ExecutionID, Bool>()
    /// Expected wall time of an execution here, from those that ended.
    var expectedNanoseconds: UInt64?
    var lastFinished = Timestamp.zero
    /// Its failures and refusals lately; places paid work.
    var record = NodeRecord()
    var hasSilenceTimer = false

    init(state: NodeState, incarnation: Incarnation) {
        self.state = state
        self.incarnation = incarnation
    }

    var isUsable: Bool { state.connection == .connected && state.membership == .approved && !state.info.isDraining }

    /// True when the task fits beside everything that is assigned.
    func hasRoom(for resources: Resources) -> Bool { (assigned + resources).fits(in: state.info.capacity) }

    /// True when the node is full but works so fast that it would idle while it waits for the next message.
    func takesAhead(
        _ resources: Resources,
        expected: UInt64?,
        _ configuration: SchedulerConfiguration,
        now: Timestamp
    ) -> Bool {
        guard let expected = expected ?? expectedNanoseconds, now - lastFinished < .seconds(1) else { return false }
        let slots = max(1, state.info.capacity.cpuMillis / max(1, resources.cpuMillis))
        let window = UInt64(max(0, configuration.prefetchWindow.wholeNanoseconds))
        let ahead = min(UInt64(state.info.queueMax), window / max(1, expected) * UInt64(slots))
        return UInt64(executions.count) < ahead + UInt64(slots)
    }

    mutating func assign(_ id: ExecutionID, _ resources: Resources) {
        executions[id] = true
        assigned = assigned + resources
    }

    mutating func release(_ id: ExecutionID, _ resources: Resources) {
        guard executions.remove(id) != nil else { return }
        assigned = assigned - resources
    }

    mutating func learn(duration nanoseconds: UInt64, now: Timestamp) {
        expectedNanoseconds = expectedNanoseconds.map { ($0 * 7 + nanoseconds) / 8 } ?? nanoseconds
        lastFinished = now
    }

    /// The state as others see it, with what is free.
    var snapshot: NodeState {
        var result = state
        let free = state.info.capacity - assigned
        result.available = Resources(
            cpuMillis: max(0, free.cpuMillis),
            memoryBytes: max(0, free.memoryBytes),
            diskBytes: max(0, free.diskBytes),
            gpus: max(0, free.gpus)
        )
        return result
    }
}
