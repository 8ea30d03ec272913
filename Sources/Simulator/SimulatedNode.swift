import Core
import Scheduling

/// A node of the simulated world: the real machine, and a world that runs programs by drawing how they end.
struct SimulatedNode {
    var info: NodeInfo
    var machine: NodeMachine?
    var life: UInt64 = 0
    /// What the node wrote down before it crashed.
    var journal = LookupTable<ExecutionID, ExecutionReport>()
    var wakeAt = Timestamp.distantFuture

    init(info: NodeInfo) { self.info = info }

    var isUp: Bool { machine != nil }

    mutating func boot(now: Timestamp) {
        life += 1
        machine = NodeMachine(
            configuration: NodeConfiguration(),
            info: info,
            incarnation: Incarnation(life),
            outcomes: journal.sortedKeys.compactMap { journal[$0] },
            now: now
        )
    }

    mutating func crash() {
        machine = nil
        wakeAt = .distantFuture
    }
}
