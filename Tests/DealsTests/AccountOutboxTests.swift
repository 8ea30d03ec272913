import ContentAddressing
import Core
import Deals
import Ledger
import Settlement
import Synchronization
import TestKit
import Testing

/// The sender of one account's messages, against a ledger that fails as a test wants.
@Suite struct AccountOutboxTests {
    private final class Answers: Sendable {
        private let list = Mutex<[(item: Int, result: Result<[LedgerAnswer], CoreError>)]>([])
        var all: [(item: Int, result: Result<[LedgerAnswer], CoreError>)] { list.withLock { $0 } }
        func add(_ item: Int, _ result: Result<[LedgerAnswer], CoreError>) {
            list.withLock { $0.append((item, result)) }
        }
    }

    private static func deal(_ number: Int) -> DealID { DealID(Digest256(repeating: UInt8(number))) }

    private static func post(_ nonce: UInt64) -> Message {
        .post(
            Message.Post(
                nonce: nonce,
                jobKey: JobKey(.zero),
                cap: 1,
                maxFuel: 1,
                policy: .zero,
                encKey: .zero,
                tExec: 1
            )
        )
    }

    /// Sends items of so many messages each, and gives what was answered once all are.
    private static func send(
        _ items: [[Message]],
        to ledger: ScriptedLedger,
        clock: @escaping @Sendable () -> Timestamp = { .zero }
    ) async throws -> [(item: Int, result: Result<[LedgerAnswer], CoreError>)] {
        let key = try #require(Sample.clientKey)
        let outbox = AccountOutbox(ledger: ledger, key: key, clock: clock)
        let answers = Answers()
        for (index, messages) in items.enumerated() { outbox.send(messages) { answers.add(index, $0) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await outbox.run() }
            try await eventually(limit: .seconds(60), "all answers") { answers.all.count == items.count }
            group.cancelAll()
            try await group.waitForAll()
        }
        return answers.all
    }

    @Test func messagesLeaveInTheirOrderAndMostOfThemTogether() async throws {
        let ledger = ScriptedLedger()
        let items = (0..<300).map { [Message.cancel(Self.deal($0 % 200)), .stake(amount: Int64($0) + 1)] }
        let answers = try await Self.send(items, to: ledger)
        #expect(answers.map(\.item) == Array(0..<300))
        let (applied, calls) = ledger.state.withLock { ($0.applied, $0.calls) }
        #expect(applied == items.flatMap { $0.map { .deal($0) } })
        #expect(calls.count == 2 && calls[0].count == 512)
        #expect(calls.flatMap { $0.map(\.nonce) } == (0..<600).map { UInt64($0) })
    }

    @Test func anItemIsFinishedWithNewNoncesWhenSomebodyElseUsedThem() async throws {
        // Somebody else is faster, twice.
        let ledger = ScriptedLedger { state, envelopes in
            if state.calls.count <= 2 { state.nextNonce += 2 }
            return ScriptedLedger.apply(&state, envelopes)
        }
        let items = (0..<4).map { [Message.cancel(Self.deal($0)), .decline(Self.deal($0))] }
        let answers = try await Self.send(items, to: ledger)
        #expect(answers.count == 4)
        for answer in answers { #expect(try answer.result.get().allSatisfy { $0.receipt != nil }) }
        let applied = ledger.state.withLock { $0.applied }
        // Each took effect once, and within an item in its order.
        for item in items {
            let places = item.compactMap { message in applied.firstIndex(of: .deal(message)) }
            #expect(places.count == 2 && places[0] < places[1])
        }
        #expect(applied.count == 8)
    }

    @Test func theRefusalOfADealsNonceIsToldToTheSender() async throws {
        let ledger = ScriptedLedger { state, envelopes in
            _ = ScriptedLedger.apply(&state, envelopes)
            return envelopes.map { _ in .refused(SettlementError(.nonce, "the next deal's nonce is at least 7")) }
        }
        let answers = try await Self.send([[Self.post(3)]], to: ledger)
        let answer = try #require(try answers.first?.result.get().first)
        #expect(answer.error?.code == .nonce)
    }

    @Test func theSameBytesAreSentUntilTheLedgerAnswers() async throws {
        let ledger = ScriptedLedger { state, envelopes in
            guard state.calls.count > 3 else { throw CoreError(.unavailable, "later") }
            return ScriptedLedger.apply(&state, envelopes)
        }
        let answers = try await Self.send([[.cancel(Self.deal(1))]], to: ledger)
        #expect(try answers.first?.result.get().first?.receipt != nil)
        let calls = ledger.state.withLock { $0.calls }
        #expect(calls.count == 4 && Set(calls.map { $0.flatMap(\.bytes) }).count == 1)
    }

    /// A ledger that was away for longer than a signature holds must not make everything fail.
    @Test func whatHasExpiredMeanwhileIsSignedAnew() async throws {
        let time = Mutex<Int64>(1_000)
        let ledger = ScriptedLedger { state, envelopes in
            if state.calls.count == 1 { time.withLock { $0 += 100_000 } }
            let now = UInt64(time.withLock { $0 })
            guard envelopes.allSatisfy({ $0.expiry >= now }) else {
                return envelopes.map { _ in .refused(SettlementError(.late, "the message has expired")) }
            }
            return ScriptedLedger.apply(&state, envelopes)
        }
        let answers = try await Self.send([[Self.post(0), .cancel(Self.deal(1))]], to: ledger) {
            .zero + .seconds(time.withLock { $0 })
        }
        let answered = try #require(try answers.first?.result.get())
        #expect(answered.allSatisfy { $0.receipt != nil }, "\(answered)")
    }

    @Test func aLateMessageThatHasNotExpiredIsRefused() async throws {
        let ledger = ScriptedLedger { _, envelopes in
            envelopes.map { _ in .refused(SettlementError(.late, "the time was up")) }
        }
        let answers = try await Self.send([[.cancel(Self.deal(1))]], to: ledger)
        #expect(try answers.first?.result.get().first?.error?.code == .late)
    }

    /// A ledger that answers less than it was asked is asked for the rest.
    @Test func missingAnswersAreAskedForAgain() async throws {
        let ledger = ScriptedLedger { state, envelopes in
            let all = ScriptedLedger.apply(&state, state.calls.count == 1 ? Array(envelopes.prefix(1)) : envelopes)
            return all
        }
        let items = (0..<3).map { [Message.cancel(Self.deal($0))] }
        let answers = try await Self.send(items, to: ledger)
        #expect(answers.map(\.item).sorted() == [0, 1, 2])
    }

    @Test func whatIsNotAnsweredWhenItEndsFails() async throws {
        let key = try #require(Sample.clientKey)
        let ledger = ScriptedLedger { _, _ in throw CoreError(.unavailable, "never") }
        let outbox = AccountOutbox(ledger: ledger, key: key, clock: { .zero })
        let answers = Answers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await outbox.run() }
            outbox.send([.cancel(Self.deal(1))]) { answers.add(0, $0) }
            try await eventually(limit: .seconds(60), "a try") { ledger.state.withLock { !$0.calls.isEmpty } }
            outbox.send([.cancel(Self.deal(2))]) { answers.add(1, $0) }
            group.cancelAll()
            try await group.waitForAll()
        }
        outbox.send([.cancel(Self.deal(3))]) { answers.add(2, $0) }
        #expect(answers.all.map(\.item).sorted() == [0, 1, 2])
        for answer in answers.all { #expect(throws: CoreError.self) { try answer.result.get() } }
    }
}
