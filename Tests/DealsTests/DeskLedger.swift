import Core
import Settlement
import Synchronization
import TestKit
import Testing

@testable import Ledger

/// The real machine of deals behind the port of the drivers; it answers nothing while it is away.
final class DeskLedger: DealLedger {
    /// What the ledger is asked.
    enum Question: Hashable, Sendable {
        case submit, deal, account, log, history, params
    }

    private struct State: Sendable {
        var ledger: PureLedger
        var now: Timestamp
        var nonces: [AccountID: UInt64] = [:]
        var isAway = false
        var submits = 0
        var unanswered: [Question: Int] = [:]
        var followers: [@Sendable ([LoggedEntry]) -> Void] = []
        /// How many entries the followers were told of.
        var told = 0

        var seconds: Int64 { now.nanoseconds / 1_000_000_000 }

        /// Applies a message with a new nonce.
        mutating func apply(_ envelope: CheckedEnvelope) throws -> [LedgerAnswer] {
            let next = nonces[envelope.account] ?? 0
            guard envelope.nonce >= next else {
                return [.refused(SettlementError(.nonce, "the account's next nonce is \(next)"))]
            }
            guard case .deal(let message) = envelope.message else {
                throw CoreError(.badRequest, "this is no message about deals")
            }
            nonces[envelope.account] = envelope.nonce + 1
            return try ledger.apply([message], from: envelope.account, now: seconds)
        }
    }

    private let state: Mutex<State>

    init(_ ledger: PureLedger, now: Timestamp = .zero + .seconds(1_000_000)) {
        state = Mutex(State(ledger: ledger, now: now))
    }

    // MARK: - What a test does and sees

    var clock: @Sendable () -> Timestamp {
        { [weak self] in self?.state.withLock { $0.now } ?? .zero }
    }

    /// Questions and messages get no answer until it is back.
    func goAway() { state.withLock { $0.isAway = true } }

    func comeBack() { state.withLock { $0.isAway = false } }

    /// How many questions of a kind got no answer so far.
    func unanswered(_ question: Question) -> Int { state.withLock { $0.unanswered[question] ?? 0 } }

    /// Calls of `submit` that were answered.
    var submits: Int { state.withLock { $0.submits } }

    /// The ledger as it stands.
    var value: PureLedger { state.withLock { $0.ledger } }

    /// Lets time pass, for the ledger and for whoever reads the clock.
    func pass(_ seconds: Int) throws {
        try state.withLock { state in
            state.now = state.now + .seconds(seconds)
            try state.ledger.settle(now: state.seconds)
        }
        tell()
    }

    /// Hands what is new in the log to those who follow.
    private func tell() {
        let (entries, followers) = state.withLock { state in
            defer { state.told = state.ledger.log.count }
            return (Array(state.ledger.log[state.told...]), state.followers)
        }
        guard !entries.isEmpty else { return }
        for follower in followers { follower(entries) }
    }

    /// Waits for a state that needs time to pass: two seconds now and then, so that nothing else runs out meanwhile.
    func pass(until what: String, _ condition: () async throws -> Bool) async throws {
        var looks = 0
        try await eventually(what) {
            if looks % 300 == 0 { try pass(2) }
            looks += 1
            return try await condition()
        }
    }

    // MARK: - The port

    private func answer<Value: Sendable>(_ question: Question, _ body: (inout State) throws -> Value) throws -> Value {
        try state.withLock { state in
            guard !state.isAway else {
                state.unanswered[question, default: 0] += 1
                throw CoreError(.unavailable, "the ledger is away")
            }
            return try body(&state)
        }
    }

    var capabilities: LedgerCapabilities {
        LedgerCapabilities(
            ledger: PureLedger.id,
            name: "desk",
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
        guard let answer = try apply([.success(checked)]).first else { throw CoreError(.unavailable, "no answer") }
        return answer
    }

    func submit(
        _ envelopes: [Result<CheckedEnvelope, SettlementError>],
        done: @escaping @Sendable (Result<[LedgerAnswer], CoreError>) -> Void
    ) {
        done(Self.result { try apply(envelopes) })
    }

    private func apply(_ envelopes: [Result<CheckedEnvelope, SettlementError>]) throws -> [LedgerAnswer] {
        let answers = try answer(.submit) { state in
            state.submits += 1
            var answers: [LedgerAnswer] = []
            for envelope in envelopes { answers += try state.apply(try envelope.get()) }
            return answers
        }
        tell()
        return answers
    }

    private static func result<Value>(_ body: () throws -> Value) -> Result<Value, CoreError> {
        do { return .success(try body()) } catch {
            return .failure(error as? CoreError ?? CoreError(.internalError, "\(error)"))
        }
    }

    func deal(_ id: DealID) async throws -> DealStatement? { try answer(.deal) { $0.ledger.statement(id) } }

    func deal(_ id: DealID, done: @escaping @Sendable (Result<DealStatement?, CoreError>) -> Void) {
        done(Self.result { try answer(.deal) { $0.ledger.statement(id) } })
    }

    func follow(_ take: @escaping @Sendable ([LoggedEntry]) -> Void) -> LedgerFollowing {
        state.withLock { state in
            state.followers.append(take)
            if state.followers.count == 1 { state.told = state.ledger.log.count }
        }
        return LedgerFollowing { [weak self] in self?.state.withLock { $0.followers = [] } }
    }

    func account(_ id: AccountID) async throws -> AccountStatement {
        try answer(.account) { state in
            AccountStatement(
                account: state.ledger.machine.account(id) ?? Account(id: id),
                nextNonce: state.nonces[id] ?? 0,
                owed: 0,
                allowances: []
            )
        }
    }

    func events(after sequence: UInt64?, limit: Int) async throws -> [LoggedEntry] {
        try answer(.log) { state in Array(state.ledger.log.filter { $0.sequence > sequence ?? 0 }.prefix(limit)) }
    }

    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> [LoggedEntry] {
        let entries = try await events(after: sequence, limit: limit)
        if entries.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        return entries
    }

    func history(of account: AccountID, before sequence: UInt64, limit: Int) async throws -> [LoggedEntry] { [] }

    func history(of deal: DealID) async throws -> [LoggedEntry] { try answer(.history) { $0.ledger.history(of: deal) } }

    func params() async throws -> Params { try answer(.params) { $0.ledger.machine.params } }
}
