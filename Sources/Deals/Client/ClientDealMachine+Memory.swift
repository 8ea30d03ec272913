import Core
import Scheduling
import Settlement

extension ClientDealMachine {
    /// How many ended deals are remembered, for nodes that report an execution once more or show their openings.
    static let rememberedMax = 20_000

    /// Keeps what the orchestrator was told of an execution, and what a late report is compared with.
    mutating func remember(_ deal: ClientDeal) {
        if let outcome = deal.outcome, outcome.ending != .completed { told[deal.record.executionID] = outcome }
        let isTold = deal.outcome?.ending == .completed
        var past = EndedDeal(record: deal.record, commit: deal.commit, isTold: isTold)
        past.isShown = deal.record.rho != nil
        remember(past)
        // One without a name was never written down.
        if deal.record.deal != .zero { write(deal.record.executionID) }
    }

    mutating func remember(_ deal: EndedDeal) {
        let id = deal.record.executionID
        if !judges(id) || !ended.contains(id) { note(id) }
        ended[id] = deal
    }

    /// Keeps what the orchestrator was told of an execution that never had a deal.
    mutating func remember(_ report: ExecutionReport) {
        if !judges(report.executionID) { note(report.executionID) }
        told[report.executionID] = report
    }

    private mutating func note(_ id: ExecutionID) {
        endedOrder.append(id)
        guard endedOrder.count > Self.rememberedMax else { return }
        for old in endedOrder.prefix(Self.rememberedMax / 2) {
            told.remove(old)
            ended.remove(old)
        }
        endedOrder.removeFirst(Self.rememberedMax / 2)
    }

    // MARK: - Records of ended deals

    mutating func write(_ id: ExecutionID) {
        guard var past = ended[id] else { return }
        past.writes += 1
        ended[id] = past
        out.append(.save(past.record, isAwaited: true))
    }

    mutating func written(_ id: ExecutionID, _ error: CoreError?, now: Timestamp) {
        guard var past = ended[id] else { return }
        past.writes = max(0, past.writes - 1)
        defer { ended[id] = past }
        guard error == nil else { return timers.add(.saveAgain(id), at: now + configuration.saveRetry) }
        guard past.writes == 0, past.isShown else { return }
        past.isShown = false
        letForget(past.record.deal, past.record.nodeID)
    }
}
