import ContentAddressing
import Core
package import Settlement

extension LedgerService {
    /// The signed receipt of a deal that has ended, for whoever knows the job and the result.
    ///
    /// It is checked before it is given: throws `notFound` for a deal that was never posted, `conflict` for one that is
    /// open, and `validation` when job or result are not those of the deal.
    package func receipt(of deal: DealID, job: JobDescription, facts: ReceiptFacts) async throws -> Receipt {
        let history = try await DealHistory.read(deal, in: log)
        guard let postedAt = history.postedAt else {
            throw CoreError(.notFound, "no deal \(deal) was posted on this ledger", component: "Ledger")
        }
        guard let outcome = history.outcome else {
            throw CoreError(
                .conflict,
                "the deal \(deal) has not ended, so there is no receipt yet",
                hint: "wait for the end of the deal",
                component: "Ledger"
            )
        }
        guard let node = history.nodes[Int64(facts.slot)], let charge = history.charges[Int64(facts.slot)] else {
            throw CoreError(
                .validation,
                "no node has committed to a result in slot \(facts.slot) of the deal",
                component: "Ledger"
            )
        }
        var receipt = Receipt(
            ledger: capabilities.ledger,
            job: job,
            deal: deal,
            outcome: outcome,
            closedAt: history.closedAt,
            result: Receipt.Result(
                node: node,
                slot: facts.slot,
                exit: facts.exit,
                outputRoot: facts.outputRoot,
                traceRoot: facts.traceRoot,
                opening: facts.opening,
                charge: charge
            ),
            coinBeacon: try await coin(of: history, postedAt: postedAt),
            messages: history.receiptMessages
        )
        guard receipt.sign(with: key) else {
            throw CoreError(.internalError, "the receipt cannot be signed", component: "Ledger")
        }
        do throws(SettlementError) {
            try receipt.verify(ledgerKey: capabilities.operatorKey)
        } catch {
            throw CoreError(
                .validation,
                "no receipt can be made of this: \(error.message)",
                hint: "the job and the result have to be those that the node committed to",
                component: "Ledger"
            )
        }
        return receipt
    }

    /// The beacon's value of the round of the deal's coin; nil when no node has committed, or it never came.
    private func coin(of history: DealHistory, postedAt: UInt64) async throws -> Digest256? {
        guard let commit = history.firstCommit else { return nil }
        let terms = try await params(at: postedAt)
        let round = terms.round(at: commit.time) + UInt64(terms.beaconDelay)
        if let value = try await perform({ desk, _ in desk.state.machine.beaconValue(round) }) { return value }
        // The state forgets old values, the log does not.
        return try await loggedValue(of: round, from: commit.sequence, to: history.closedIn)
    }

    /// The beacon's value of a round as an entry of the log between two has it.
    func loggedValue(of round: UInt64, from first: UInt64, to end: UInt64) async throws -> Digest256? {
        var next = first
        while next <= end {
            let entries = try await log.entries(from: next, limit: Self.pageMax)
            guard let last = entries.last else { break }
            for entry in entries where entry.kind == LedgerEntryKind.beacon.rawValue {
                let (found, value) = try BeaconInput.decode(entry.input)
                if found == round { return value }
            }
            next = last.sequence + 1
        }
        return nil
    }

    /// The parameters that held when an entry was written.
    private func params(at sequence: UInt64) async throws -> Params {
        let genesis = try await perform { desk, _ in desk.state.genesis }
        var before = sequence
        while true {
            let page = try await log.entries(
                about: genesis.operatorAccount.digest,
                before: before,
                limit: Self.pageMax
            )
            for entry in page {
                let logged = try LoggedEntry(entry)
                if case .params(let params) = logged.message, logged.actor == genesis.operatorAccount { return params }
            }
            guard let oldest = page.last, page.count == Self.pageMax, oldest.sequence > 0 else { return genesis.params }
            before = oldest.sequence
        }
    }
}
