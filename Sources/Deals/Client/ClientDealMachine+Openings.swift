import ContentAddressing
import Core
import Settlement

extension ClientDealMachine {
    /// Keeps what opens a commitment, when it does; the node shows it until it hears that it is on disk or of no use.
    mutating func open(_ id: ExecutionID, from node: NodeID, deal: Digest256, rho: Digest256) {
        guard var record = deals[id]?.record ?? ended[id]?.record, record.nodeID == node else { return }
        guard record.deal == deal else { return letForget(deal, node) }
        // Without the node's report nothing can be compared yet.
        guard let result = result(in: record) else { return }
        let isRight = opens(record, result, rho)
        if deals.contains(id) {
            // The log has not been read as far as the node has read it.
            guard isRight, record.rho != rho else { return }
            record.rho = rho
            deals[id]?.record = record
            return out.append(.save(record, isAwaited: false))
        }
        guard isRight else { return letForget(deal, node) }
        ended[id]?.isShown = true
        if record.rho != rho {
            ended[id]?.record.rho = rho
            write(id)
        } else if ended[id]?.writes == 0 {
            ended[id]?.isShown = false
            letForget(deal, node)
        }
    }

    /// What the store knows of a deal whose opening is shown after a restart, or long after its end.
    mutating func recallOpening(
        _ record: DealRecord?,
        _ id: ExecutionID,
        from node: NodeID,
        deal: Digest256,
        rho: Digest256
    ) {
        // What has happened since the store was asked counts for more than its answer.
        if hasRecord(id) { return open(id, from: node, deal: deal, rho: rho) }
        guard let record, record.nodeID == node, record.deal == deal else { return letForget(deal, node) }
        guard !record.isOpen else { return }
        recall(record)
        open(id, from: node, deal: deal, rho: rho)
    }

    mutating func letForget(_ deal: Digest256, _ node: NodeID) { out.append(.tell(node, .openingTaken(deal: deal))) }

    private func result(in record: DealRecord) -> WorkResult? {
        guard let root = record.result?.multihash.sha256Digest else { return nil }
        return WorkResult(
            exit: UInt32(truncatingIfNeeded: record.exitCode),
            outputRoot: root,
            fuel: record.fuel,
            pageFuel: record.pageFuel
        )
    }

    private func opens(_ record: DealRecord, _ result: WorkResult, _ rho: Digest256) -> Bool {
        let commitment = ProtocolHash.commitment(
            place: SlotPlace(deal: DealID(record.deal), slot: 0, node: AccountID(record.account)),
            digest: result.digest(job: JobKey(record.jobKey)),
            charge: record.charge,
            rho: rho
        )
        return record.commitment == commitment
    }
}
