import ContentAddressing
package import Core
package import Settlement

extension LedgerService {
    /// Applies what was checked, in one transaction, and says to each what became of it.
    package func submit(
        _ checked: [Result<CheckedEnvelope, SettlementError>],
        done: @escaping @Sendable (Result<[LedgerAnswer], CoreError>) -> Void
    ) {
        let work: @Sendable (inout LedgerDesk, Int64) -> [Result<LedgerReceipt, LedgerFailure>] = { desk, now in
            checked.map { envelope in
                do throws(LedgerFailure) {
                    return .success(try desk.apply(try Self.unrefused(envelope), now: now))
                } catch {
                    return .failure(error)
                }
            }
        }
        perform(work) { outcome in
            switch outcome {
            case .failure(let error): done(.failure(error))
            case .success(let results): self.answer(results, to: checked, done: done)
            }
        }
    }

    private func answer(
        _ results: [Result<LedgerReceipt, LedgerFailure>],
        to checked: [Result<CheckedEnvelope, SettlementError>],
        done: @escaping @Sendable (Result<[LedgerAnswer], CoreError>) -> Void
    ) {
        var answers: [LedgerAnswer] = []
        for (result, envelope) in zip(results, checked) {
            switch (result, envelope) {
            case (_, .failure(let error)): answers.append(.refused(error))
            case (.success(let receipt), _): answers.append(.accepted(receipt))
            case (.failure(.broken(let violation)), _): return done(.failure(Self.unbalanced(violation)))
            case (.failure(.refused(let error)), _): answers.append(.refused(error))
            }
        }
        let doubts = zip(answers, checked).enumerated().compactMap { index, pair -> (Int, CheckedEnvelope)? in
            guard let code = pair.0.error?.code, code == .nonce || code == .late, case .success(let envelope) = pair.1
            else { return nil }
            return (index, envelope)
        }
        guard !doubts.isEmpty else { return done(.success(answers)) }
        // Not in a group: the log's thread brings the answer and must not wait for it. It ends with one read.
        Task { [answers] in done(await self.settle(doubts, in: answers)) }
    }

    /// Looks up which refused messages are repetitions of what was applied before.
    private func settle(
        _ doubts: [(Int, CheckedEnvelope)],
        in answers: [LedgerAnswer]
    ) async -> Result<[LedgerAnswer], CoreError> {
        var answers = answers
        do {
            for (index, envelope) in doubts {
                if let receipt = try await receipt(of: envelope) { answers[index] = .accepted(receipt) }
            }
            return .success(answers)
        } catch {
            return .failure(Self.unread(error))
        }
    }

    private static func unread(_ error: any Error) -> CoreError {
        (error as? CoreError)
            ?? CoreError(.internalError, "the log cannot be read: \(error)", component: "Ledger")
    }

    private static func unbalanced(_ violation: InvariantViolation) -> CoreError {
        CoreError(
            .internalError,
            "the message was not applied, because the books would not balance: \(violation)",
            hint: "nothing was changed; please report this",
            component: "Ledger"
        )
    }

    private static func unrefused(
        _ envelope: Result<CheckedEnvelope, SettlementError>
    ) throws(LedgerFailure) -> CheckedEnvelope {
        do throws(SettlementError) { return try envelope.get() } catch { throw .refused(error) }
    }

    package func follow(_ take: @escaping @Sendable ([LoggedEntry]) -> Void) -> LedgerFollowing { news.follow(take) }

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
