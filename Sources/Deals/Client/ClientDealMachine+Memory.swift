import ContentAddressing
import Core
import Settlement

extension ClientDealMachine {
    /// How many ended deals are remembered, for nodes that report an execution once more or show their openings.
    static let rememberedMax = 20_000

    /// Keeps what the orchestrator was told of an execution, and what a late report is compared with.
    mutating func remember(_ deal: ClientDeal) {
        if let outcome = deal.outcome, outcome.ending != .completed { told[deal.record.executionID] = outcome }
        let isTold = deal.outcome?.ending == .completed
        remember(EndedDeal(record: deal.record, commit: deal.commit, isTold: isTold))
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

    /// Keeps what opens a commitment, when it does.
    mutating func open(_ id: ExecutionID, from node: NodeID, deal: Digest256, rho: Digest256) {
        guard var record = deals[id]?.record ?? ended[id]?.record, record.nodeID == node, record.deal == deal,
            let root = record.result?.multihash.sha256Digest
        else { return }
        let result = WorkResult(
            exit: UInt32(truncatingIfNeeded: record.exitCode),
            outputRoot: root,
            fuel: record.fuel,
            pageFuel: record.pageFuel
        )
        let commitment = ProtocolHash.commitment(
            place: SlotPlace(deal: DealID(deal), slot: 0, node: AccountID(record.account)),
            digest: result.digest(job: JobKey(record.jobKey)),
            charge: record.charge,
            rho: rho
        )
        guard record.commitment == commitment else { return }
        record.rho = rho
        if deals.contains(id) {
            deals[id]?.record.rho = rho
        } else {
            ended[id]?.record = record
        }
        out.append(.save(record, isAwaited: ended.contains(id)))
    }
}
