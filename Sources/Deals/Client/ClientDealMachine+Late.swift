import Core
import Settlement

extension ClientDealMachine {
    // MARK: - Reports after the end

    /// Says once more how an execution ended; of one that counts, the report itself was the last word.
    ///
    /// When there was none, the node is asked for it again: should it have lost what it was paid for, it runs it anew.
    mutating func repeatOutcome(of order: ExecutionOrder) {
        let node = order.execution.nodeID
        if let outcome = told[order.execution.id] {
            return out.append(.report(node, .finished(nodes[node]?.incarnation ?? Incarnation(0), [outcome])))
        }
        guard let past = ended[order.execution.id], !past.isTold else { return }
        // With the same limit of fuel: it is the same result only when it ends where the first run did.
        var terms = terms(of: past.record, slot: 0)
        terms.isOver = true
        out.append(.tell(node, .run([sealed(order, terms)])))
    }

    /// What the store knows of an execution that is reported after a restart; nil for one without a deal.
    mutating func recall(
        _ record: DealRecord?,
        _ report: ExecutionReport,
        from node: NodeID,
        _ incarnation: Incarnation,
        now: Timestamp
    ) {
        // What has happened since the store was asked counts for more than its answer.
        if judges(report.executionID) { return take(report, from: node, incarnation, now: now) }
        guard let record else { return out.append(.report(node, .finished(incarnation, [report]))) }
        guard !record.isOpen else { return }
        recall(record)
        take(report, from: node, incarnation, now: now)
    }

    /// Remembers what an ended deal's record says.
    mutating func recall(_ record: DealRecord) {
        remember(EndedDeal(record: record, commit: nil, isTold: false))
        if let outcome = failure(of: record) { told[record.executionID] = outcome }
    }

    /// Takes a report for a deal that has ended: a result counts only when it is the one that was sealed.
    mutating func takeLate(
        _ report: ExecutionReport,
        from node: NodeID,
        _ incarnation: Incarnation,
        now: Timestamp
    ) {
        let id = report.executionID
        if let outcome = told[id] { return out.append(.report(node, .finished(incarnation, [outcome]))) }
        guard var past = ended[id], past.record.nodeID == node else { return }
        guard isPayable(report) else {
            // Whatever it says now: a result that was told stays.
            guard !past.isTold else { return out.append(.tell(node, .acknowledged([id]))) }
            told[id] = report
            return out.append(.report(node, .finished(incarnation, [report])))
        }
        let isKnown = past.record.result != nil
        let isSame = isKnown ? past.record.isResult(of: report) : false
        if past.isTold {
            return out.append(
                isSame ? .report(node, .finished(incarnation, [report])) : .tell(node, .acknowledged([id]))
            )
        }
        if !isKnown { past.record.take(report) }
        let isInOrder = (isSame || !isKnown) && past.commit.map { self.isInOrder(past.record, $0) } ?? isKnown
        past.isTold = isInOrder
        past.record.modifiedAt = now
        var outcome = report
        if !isInOrder {
            past.record.trust = .refuted
            past.record.message = Self.otherResult
            outcome = ExecutionReport(executionID: id, ending: .failed, message: "refuted: " + Self.otherResult)
            told[id] = outcome
        }
        ended[id] = past
        write(id)
        out.append(.report(node, .finished(incarnation, [outcome])))
    }

    /// What a record says of a node that reports something else than it has committed to.
    static let otherResult = "the node reported another result than it had sealed"

    /// How an ended deal's execution ended, when its result does not count.
    private func failure(of record: DealRecord) -> ExecutionReport? {
        let id = record.executionID
        switch record.trust {
        case .refuted: return ExecutionReport(executionID: id, ending: .failed, message: "refuted: " + record.message)
        case .unresolved:
            return ExecutionReport(executionID: id, ending: .failed, message: "unverified: " + record.message)
        case .unchecked where record.style.waitsForVerdict:
            return ExecutionReport(executionID: id, ending: .failed, message: Self.tooLate)
        case .void:
            let message = "the deal ended as \(record.outcome)"
            return ExecutionReport(executionID: id, ending: .rejected, message: message)
        case .pending, .provisional, .checking, .unchecked, .verified: return nil
        }
    }

    /// What is said of a held result that was paid for without a check.
    static let tooLate = "paid without a check, because the decision came too late"
}
