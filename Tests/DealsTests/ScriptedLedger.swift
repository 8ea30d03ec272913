import ContentAddressing
import Core
import Settlement
import Synchronization

@testable import Ledger

/// A ledger that says what a test wants it to say.
final class ScriptedLedger: DealLedger {
    typealias Answering = @Sendable (inout State, [Envelope]) throws -> [LedgerAnswer]

    struct State: Sendable {
        var nextNonce: UInt64 = 0
        /// Every call of `submit`.
        var calls: [[Envelope]] = []
        /// What took effect, in order.
        var applied: [LedgerMessage] = []
        var log: [LoggedEntry] = []
        /// How often the next questions for entries fail.
        var failures = 0
        var asked: [UInt64] = []
    }

    let state = Mutex(State())
    private let answering: Answering

    init(_ answering: @escaping Answering = { state, envelopes in ScriptedLedger.apply(&state, envelopes) }) {
        self.answering = answering
    }

    /// Applies what has a new nonce.
    static func apply(_ state: inout State, _ envelopes: [Envelope]) -> [LedgerAnswer] {
        envelopes.map { envelope in
            guard envelope.nonce >= state.nextNonce else {
                return .refused(SettlementError(.nonce, "the account's last nonce is \(state.nextNonce)"))
            }
            guard let message = try? LedgerMessage(type: envelope.type, body: envelope.body) else {
                return .refused(SettlementError(.malformed, "no message"))
            }
            state.nextNonce = envelope.nonce + 1
            state.applied.append(message)
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
        guard let answer = try await submit([envelope]).first else { throw CoreError(.unavailable, "no answer") }
        return answer
    }

    func submit(_ envelopes: [Envelope]) async throws -> [LedgerAnswer] {
        try state.withLock { state in
            state.calls.append(envelopes)
            return try answering(&state, envelopes)
        }
    }

    func deal(_ id: DealID) async throws -> DealStatement? { nil }

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
