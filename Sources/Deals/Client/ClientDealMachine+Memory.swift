import ContentAddressing
package import Core
import Settlement

extension ClientDealMachine {
    /// How many ended deals are remembered, for nodes that report an execution once more or show their openings.
    static let rememberedMax = 20_000

    /// Keeps what the orchestrator was told of an execution whose result does not count, and the record.
    mutating func remember(_ deal: ClientDeal) {
        let id = deal.record.executionID
        if let outcome = deal.outcome, outcome.ending != .completed { told[id] = outcome }
        ended[id] = deal.record
        endedOrder.append(id)
        guard endedOrder.count > Self.rememberedMax else { return }
        for old in endedOrder.prefix(Self.rememberedMax / 2) {
            told.remove(old)
            ended.remove(old)
        }
        endedOrder.removeFirst(Self.rememberedMax / 2)
    }

    /// What is passed on of a report that no open deal waits for: what was said before, or the report itself.
    package func passed(_ report: ExecutionReport) -> ExecutionReport { told[report.executionID] ?? report }

    /// Keeps what opens a commitment, when it does.
    mutating func open(_ id: ExecutionID, from node: NodeID, deal: Digest256, rho: Digest256) {
        guard var record = deals[id]?.record ?? ended[id], record.nodeID == node, record.deal == deal,
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
            ended[id] = record
        }
        out.append(.save(record, isAwaited: false))
    }
}
