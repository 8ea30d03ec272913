import ContentAddressing
import Core
package import Settlement

extension LedgerService {
    /// Has messages applied in their order within one transaction.
    package func submit(_ envelopes: [Envelope]) async throws -> [LedgerAnswer] {
        let ledger = capabilities.ledger
        return try await apply(
            envelopes.map { envelope in
                Result { () throws(SettlementError) in try CheckedEnvelope(envelope.bytes, ledger: ledger) }
            }
        )
    }

    /// Applies what was checked, in one transaction, and says to each what became of it.
    func apply(_ checked: [Result<CheckedEnvelope, SettlementError>]) async throws -> [LedgerAnswer] {
        let results: [Result<LedgerReceipt, LedgerFailure>] = try await perform { desk, now in
            checked.map { envelope in
                do throws(LedgerFailure) {
                    return .success(try desk.apply(try Self.unrefused(envelope), now: now))
                } catch {
                    return .failure(error)
                }
            }
        }
        var answers: [LedgerAnswer] = []
        for (result, envelope) in zip(results, checked) { answers.append(try await answer(result, to: envelope)) }
        return answers
    }

    private static func unrefused(
        _ envelope: Result<CheckedEnvelope, SettlementError>
    ) throws(LedgerFailure) -> CheckedEnvelope {
        do throws(SettlementError) { return try envelope.get() } catch { throw .refused(error) }
    }

    /// All entries about a deal, oldest first.
    package func history(of deal: DealID) async throws -> [LoggedEntry] {
        var newestFirst: [LoggedEntry] = []
        var before = UInt64.max
        while true {
            let page = try await log.entries(about: deal.digest, before: before, limit: Self.pageMax)
            guard let oldest = page.last else { break }
            newestFirst += try page.map { try LoggedEntry($0) }
            before = oldest.sequence
        }
        return newestFirst.reversed().filter { entry in
            entry.effects.deal == deal || entry.effects.events.contains { $0.deal == deal }
        }
    }
}
