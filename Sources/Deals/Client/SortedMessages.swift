import ContentAddressing
import Core

/// What a node says, parted by who has to hear it.
struct SortedMessages: Sendable {
    /// For the machine of deals.
    var events: [ClientDealEvent] = []
    /// For the orchestrator.
    var passed: [NodeMessage] = []
    /// Runs that check others; nobody but the ledger needs their outcome.
    var acknowledged: [ExecutionID] = []
    /// Reports of executions that the machine does not know: of free ones, or from before a restart.
    var unknown: [(report: ExecutionReport, incarnation: Incarnation)] = []

    /// What opens commitments in deals that the machine does not know.
    var unknownOpenings: [(id: ExecutionID, deal: Digest256, rho: Digest256)] = []

    mutating func add(_ message: NodeMessage, from node: NodeID, _ machine: ClientDealMachine) {
        switch message {
        case .register(let info, let incarnation, let known):
            events.append(.registered(info, incarnation))
            passed.append(.register(info, incarnation, known: known.filter { !machine.isCheck($0) }))
        case .heartbeat(let incarnation, let running, let waiting):
            passed.append(
                .heartbeat(
                    incarnation,
                    running: running.filter { !machine.isCheck($0) },
                    waiting: waiting.filter { !machine.isCheck($0) }
                )
            )
        case .progress(_, let id, _, _): if !machine.isCheck(id) { passed.append(message) }
        case .finished(let incarnation, let reports):
            for report in reports {
                if machine.isCheck(report.executionID) {
                    acknowledged.append(report.executionID)
                } else if machine.judges(report.executionID) {
                    events.append(.reported(report, from: node, incarnation))
                } else {
                    unknown.append((report, incarnation))
                }
            }
        case .returned(let incarnation, let ids):
            var others: [ExecutionID] = []
            for id in ids where !machine.isCheck(id) {
                if machine.hasDeal(id) {
                    events.append(.returned(id, from: node, incarnation))
                } else {
                    others.append(id)
                }
            }
            if !others.isEmpty { passed.append(.returned(incarnation, others)) }
        case .opened(_, let id, let deal, let rho):
            if machine.hasRecord(id) {
                events.append(.opened(id, from: node, deal: deal, rho: rho))
            } else if !machine.isCheck(id) {
                unknownOpenings.append((id, deal, rho))
            }
        case .offered(let id, let offer, let reason):
            events.append(.offered(id, from: node, offer: offer, reason: reason))
        case .leaving: passed.append(message)
        }
    }
}
