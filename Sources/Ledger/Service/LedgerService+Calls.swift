package import Core
package import Settlement

extension LedgerService {
    package func submit(_ envelope: Envelope) async throws -> LedgerAnswer { try await submit(envelope.bytes) }

    /// Has the bytes of a signed message applied, as `submit(_:)` does.
    package func submit(_ bytes: [UInt8]) async throws -> LedgerAnswer {
        let ledger = capabilities.ledger
        let checked = Result { () throws(SettlementError) in try CheckedEnvelope(bytes, ledger: ledger) }
        return try await withCheckedThrowingContinuation { continuation in
            submit([checked]) { result in continuation.resume(with: result.map { $0[0] }.mapError { $0 as any Error }) }
        }
    }

    /// Where a message lies in the log that was applied before; nil when it was not.
    func receipt(of envelope: CheckedEnvelope) async throws -> LedgerReceipt? {
        let found = try await log.entries(about: envelope.digest, before: .max, limit: Self.lookupMax)
        guard let entry = found.first(where: { $0.input == envelope.bytes }) else { return nil }
        let effects = try LedgerEffects(decoding: entry.effects)
        return LedgerReceipt(
            sequence: entry.sequence,
            time: entry.time,
            hash: entry.hash,
            deal: effects.deal,
            isRepeated: true
        )
    }

    /// How many entries are looked at for one that is about a subject.
    private static let lookupMax = 16

    package func deal(_ id: DealID) async throws -> DealStatement? { try await read { $0.state.statement(of: id) } }

    package func deal(_ id: DealID, done: @escaping @Sendable (Result<DealStatement?, CoreError>) -> Void) {
        read({ $0.state.statement(of: id) }, done: done)
    }

    package func account(_ id: AccountID) async throws -> AccountStatement {
        try await read { $0.state.statement(of: id) }
    }

    package func events(after sequence: UInt64?, limit: Int) async throws -> [LoggedEntry] {
        let entries = try await log.entries(from: sequence.map { $0 &+ 1 } ?? 0, limit: min(limit, Self.pageMax))
        return try entries.map { try LoggedEntry($0) }
    }

    package func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> [LoggedEntry] {
        let (number, calls) = news.calls()
        defer { news.leave(number) }
        // What is committed between the question and the wait has left a call in the stream.
        let there = try await events(after: sequence, limit: limit)
        guard there.isEmpty, wait > .zero else { return there }
        let found = try await withThrowingTaskGroup(of: [LoggedEntry].self) { group in
            group.addTask {
                for await _ in calls {
                    let found = try await self.events(after: sequence, limit: limit)
                    if !found.isEmpty { return found }
                }
                return []
            }
            group.addTask {
                try await Task.sleep(for: wait)
                return []
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        try Task.checkCancellation()
        return found
    }

    package func history(of account: AccountID, before sequence: UInt64, limit: Int) async throws -> [LoggedEntry] {
        let entries = try await log.entries(
            about: account.digest,
            before: sequence,
            limit: min(limit, Self.pageMax)
        )
        return try entries.map { try LoggedEntry($0) }.filter { $0.concerns(account) }
    }

    /// The most entries that one answer has.
    package static let pageMax = 1000

    package func params() async throws -> Params { try await read { $0.state.machine.params } }

    /// The totals since the ledger was opened.
    package func counters() async throws -> LedgerCounters { try await perform { desk, _ in desk.counters } }

    /// The state as it is on disk, for figures and tests: a copy of everything.
    package func state() async throws -> (state: LedgerState, last: LedgerEntry) {
        try await perform { desk, _ in (desk.state, desk.last) }
    }
}
