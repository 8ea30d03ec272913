import ContentAddressing
import Core
import Settlement
import Synchronization

@testable import Ledger

/// A ledger that says what a test wants it to say.
final class ScriptedLedger: DealLedger {
    typealias Answering = @Sendable (inout State, [CheckedEnvelope]) throws -> [LedgerAnswer]

    struct State: Sendable {
        var nextNonce: UInt64 = 0
        /// Every call of `submit`.
        var calls: [[CheckedEnvelope]] = []
        /// What took effect, in order.
        var applied: [LedgerMessage] = []
        var log: [LoggedEntry] = []
        /// How often the next questions for entries fail.
        var failures = 0
        var asked: [UInt64] = []
        var followers: [@Sendable ([LoggedEntry]) -> Void] = []
    }

    let state = Mutex(State())
    private let answering: Answering

    init(_ answering: @escaping Answering = { state, envelopes in ScriptedLedger.apply(&state, envelopes) }) {
        self.answering = answering
    }

    /// Applies what has a new nonce.
    static func apply(_ state: inout State, _ envelopes: [CheckedEnvelope]) -> [LedgerAnswer] {
        envelopes.map { envelope in
            guard envelope.nonce >= state.nextNonce else {
                return .refused(SettlementError(.nonce, "the account's last nonce is \(state.nextNonce)"))
            }
            state.nextNonce = envelope.nonce + 1
            state.applied.append(envelope.message)
            return .accepted(PureLedger.receipt(nil))
        }
    }

    var capabilities: LedgerCapabilities {
        LedgerCapabilities(
            ledger: PureLedger.id,
            name: "scripted",
            isTest: true,
            faucetPerDay: 0,
            operatorKey: .zero,
            auditsCiphertext: true,
            beaconPeriod: 30,
            finalityDelay: 0
        )
    }

    func submit(_ envelope: Envelope) async throws -> LedgerAnswer {
        let checked = try CheckedEnvelope(envelope.bytes, ledger: PureLedger.id)
        let answers = try state.withLock { state in
            state.calls.append([checked])
            return try answering(&state, [checked])
        }
        guard let answer = answers.first else { throw CoreError(.unavailable, "no answer") }
        return answer
    }

    /// Throwing stands for a ledger that cannot answer.
    func submit(
        _ envelopes: [Result<CheckedEnvelope, SettlementError>],
        done: @escaping @Sendable (Result<[LedgerAnswer], CoreError>) -> Void
    ) {
        let result: Result<[LedgerAnswer], CoreError> = state.withLock { state in
            do {
                let checked = try envelopes.map { try $0.get() }
                state.calls.append(checked)
                return .success(try answering(&state, checked))
            } catch {
                return .failure(CoreError(.unavailable, "\(error)"))
            }
        }
        done(result)
    }

    func deal(_ id: DealID) async throws -> DealStatement? { nil }

    func deal(_ id: DealID, done: @escaping @Sendable (Result<DealStatement?, CoreError>) -> Void) {
        done(.success(nil))
    }

    func follow(_ take: @escaping @Sendable ([LoggedEntry]) -> Void) -> LedgerFollowing {
        state.withLock { $0.followers.append(take) }
        return LedgerFollowing {}
    }

    /// Tells those who follow of entries, without writing them into the log.
    func tell(_ entries: [LoggedEntry]) {
        for follower in state.withLock({ $0.followers }) { follower(entries) }
    }

    func account(_ id: AccountID) async throws -> AccountStatement {
        state.withLock { AccountStatement(account: Account(id: id), nextNonce: $0.nextNonce, owed: 0, allowances: []) }
    }

    func events(after sequence: UInt64?, limit: Int) async throws -> [LoggedEntry] {
        try state.withLock { state in
            state.asked.append(sequence ?? 0)
            if state.failures > 0 {
                state.failures -= 1
                throw CoreError(.unavailable, "the ledger reads its log again")
            }
            return Array(state.log.filter { $0.sequence > sequence ?? 0 }.prefix(limit))
        }
    }

    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> [LoggedEntry] {
        let entries = try await events(after: sequence, limit: limit)
        if entries.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        return entries
    }

    func history(of account: AccountID, before sequence: UInt64, limit: Int) async throws -> [LoggedEntry] {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw CoreError(.unavailable, "the ledger reads its log again")
            }
            // Small pages, so that there are several.
            let found = state.log.reversed().filter { $0.sequence < sequence && $0.concerns(account) }
            return Array(found.prefix(min(limit, 2)))
        }
    }

    func history(of deal: DealID) async throws -> [LoggedEntry] { [] }

    func params() async throws -> Params { PureLedger.params }
}
