package import Core

extension ClientDealMachine {
    /// How many ended executions are remembered for nodes that report them once more.
    static let rememberedMax = 20_000

    /// Keeps what the orchestrator was told of an execution whose result does not count.
    mutating func remember(_ deal: ClientDeal) {
        guard let outcome = deal.outcome, outcome.ending != .completed else { return }
        let id = deal.record.executionID
        told[id] = outcome
        toldOrder.append(id)
        guard toldOrder.count > Self.rememberedMax else { return }
        for old in toldOrder.prefix(Self.rememberedMax / 2) { told.remove(old) }
        toldOrder.removeFirst(Self.rememberedMax / 2)
    }

    /// What is passed on of a report that no open deal waits for: what was said before, or the report itself.
    package func passed(_ report: ExecutionReport) -> ExecutionReport { told[report.executionID] ?? report }
}
