import ContentAddressing

extension DealClient {
    /// What an honest client decides when the primary has committed.
    ///
    /// It verifies of its own will what it cannot read, what is charged wrongly and what it cannot fetch. `archive` is
    /// asked only when the rest is in order. Nil unless the deal waits for it.
    package func decide(
        _ deal: Deal,
        primary: AccountID,
        archive: (SealedResult) -> ArchiveCheck = { _ in .matches }
    ) -> Message.Decide? {
        guard deal.state == .committed, let slot = deal.slots.first else { return nil }
        let place = SlotPlace(deal: deal.id, slot: 0, node: primary)
        var verify = policy.verifiesAlways
        if !verify {
            let result = read(slot, at: place, encKey: deal.encKey)
            verify = result.map { !isInOrder($0, slot: slot, of: deal) || archive($0) != .matches } ?? true
        }
        return Message.Decide(
            deal: deal.id,
            k: coinSecret(deal.id),
            pPpm: policy.pPpm,
            verify: verify,
            multBps: policy.multBps
        )
    }

    /// What an honest client says when all replicas have committed; `nodes` names the node of each slot.
    ///
    /// A client that follows it is never fined. Once it has escalated, and that binds it, it disputes what it would
    /// have paid: the ledger compares, and all are paid if all agree.
    package func verdict(_ deal: Deal, nodes: [AccountID], params: Params) -> ClientVerdict {
        var groups: [(digest: Digest256, count: Int)] = []
        var isInOrder = true
        for (index, slot) in deal.slots.enumerated() where slot.isLive {
            let place = SlotPlace(deal: deal.id, slot: UInt32(index), node: nodes[index])
            guard let result = read(slot, at: place, encKey: deal.encKey),
                self.isInOrder(result, slot: slot, of: deal)
            else {
                isInOrder = false
                continue
            }
            if let group = groups.firstIndex(where: { $0.digest == result.digest }) {
                groups[group].count += 1
            } else {
                groups.append((result.digest, 1))
            }
        }
        if isInOrder, groups.count == 1 { return deal.isEscalated && params.bindsByEscalation ? .dispute : .pay }
        let counts = groups.map(\.count).sorted(by: >) + [0, 0]
        let isClear = params.nMax >= 5 && counts[0] - counts[1] >= 2
        let next = Params.replicas(after: deal.liveCount)
        return !isClear && !deal.isExhausted && next <= params.nMax ? .escalate : .dispute
    }

    private func isInOrder(_ result: SealedResult, slot: Slot, of deal: Deal) -> Bool {
        deal.cost(fuel: result.fuel, pages: result.pages) == slot.charge
    }
}
