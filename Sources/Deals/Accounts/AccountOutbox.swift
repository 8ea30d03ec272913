package import Core
package import Ledger
package import Settlement
import Synchronization

/// Sends one account's messages in the order in which they come, many in one step.
///
/// Each message gets the account's next nonce when it leaves. An item's messages follow each other; when the ledger has
/// seen a nonce before (somebody else uses the account too), the rest of the item is sent again with new ones. When the
/// ledger cannot answer, the same signed bytes are sent again until it does: it applies them once. Should they be too
/// old by then and not applied, they are signed anew.
///
/// Whoever brings a message to an outbox at rest signs it and hands it over; what comes while one batch is with the
/// ledger leaves with the next, from the thread that brings the answers. Only what has to wait is done by `run`.
package final class AccountOutbox: Sendable {
    /// Told what the ledger said to each message of an item, or that it never will.
    package typealias Completion = @Sendable (Result<[LedgerAnswer], CoreError>) -> Void

    struct Item: Sendable {
        var messages: [LedgerMessage]
        var answers: [LedgerAnswer] = []
        var done: Completion
    }

    /// What leaves together.
    private struct Batch: Sendable {
        var items: [Item]
        /// Empty before they are signed.
        var signed: [Result<CheckedEnvelope, SettlementError>] = []
        /// The last second at which the ledger takes them.
        var expiry: UInt64 = 0
        var hasFailed = false
    }

    private struct State: Sendable {
        var waiting: [Item] = []
        /// True while a batch is with the ledger or delayed; only who sends it touches the nonce.
        var isSending = false
        var delayed: Batch?
        var nextNonce: UInt64?
        var isRunning = false
        var isEnded = false
        /// Told when nothing is with the ledger any more.
        var onIdle: CheckedContinuation<Void, Never>?
    }

    /// The most messages that leave together.
    private static let batchMax = 512
    private static let retryDelay = Duration.milliseconds(100)

    package let ledger: any DealLedger
    private let key: SigningKey
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex(State())
    private let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    package init(ledger: any DealLedger, key: SigningKey, clock: @escaping @Sendable () -> Timestamp) {
        self.ledger = ledger
        self.key = key
        self.clock = clock
    }

    /// The account.
    package var account: AccountID { key.account }

    /// Sends messages of the protocol; `done` is called on the ledger's thread, or on the caller's after the end.
    package func send(_ messages: [Message], done: @escaping Completion) {
        let item = Item(messages: messages.map { .deal($0) }, done: done)
        let isEnded = state.withLock { state in
            if !state.isEnded { state.waiting.append(item) }
            return state.isEnded
        }
        if isEnded { done(.failure(Self.ended)) } else { sendNext() }
    }

    /// The bytes of this account's offer to do all of one job; nil when the library refuses the key.
    package func offer(job: JobKey, price: Int64, expiry: Int64) -> [UInt8]? {
        NodeOffer.whole(job: job, price: price, expiry: expiry, ledger: ledger.capabilities.ledger, key: key)
    }

    private static let ended = CoreError(.unavailable, "the process is shutting down", component: "Deals")

    /// Lets messages leave until it is cancelled; what is with the ledger then is waited for, the rest fails.
    package func run() async {
        state.withLock { $0.isRunning = true }
        sendNext()
        for await _ in wakes { await goOn() }
        let left = state.withLock { state in
            state.isEnded = true
            let left = (state.delayed?.items ?? []) + state.waiting
            state.waiting = []
            if state.delayed != nil { state.isSending = false }
            state.delayed = nil
            return left
        }
        for item in left { item.done(.failure(Self.ended)) }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                if state.isSending { state.onIdle = continuation }
                return !state.isSending
            }
            if isIdle { continuation.resume() }
        }
    }

    // MARK: - Sending

    private func sendNext() {
        if let items = takeItems() { sign(Batch(items: items)) }
    }

    private func takeItems() -> [Item]? {
        state.withLock { state in
            guard state.isRunning, !state.isSending, !state.waiting.isEmpty else { return nil }
            var count = 0
            var messages = 0
            while count < state.waiting.count, messages < Self.batchMax {
                messages += state.waiting[count].messages.count
                count += 1
            }
            defer { state.waiting.removeFirst(count) }
            state.isSending = true
            return Array(state.waiting[..<count])
        }
    }

    /// Signs a batch and hands it to the ledger.
    private func sign(_ batch: Batch) {
        guard var nonce = state.withLock({ $0.nextNonce }) else { return delay(batch) }
        var batch = batch
        batch.expiry = UInt64(clamping: clock().nanoseconds / 1_000_000_000 + LedgerSender.lifetimeSeconds)
        for message in batch.items.flatMap({ $0.messages.dropFirst($0.answers.count) }) {
            let expiry = batch.expiry
            batch.signed.append(
                Result { () throws(SettlementError) in
                    try CheckedEnvelope(
                        signing: message,
                        nonce: nonce,
                        expiry: expiry,
                        ledger: ledger.capabilities.ledger,
                        key: key
                    )
                }
            )
            nonce += 1
        }
        state.withLock { $0.nextNonce = nonce }
        submit(batch)
    }

    private func submit(_ batch: Batch) {
        ledger.submit(batch.signed) { result in
            switch result {
            case .success(let answers): self.finish(batch, answers)
            case .failure:
                var batch = batch
                batch.hasFailed = true
                self.delay(batch)
            }
        }
    }

    /// Tells what is answered; the items that need other nonces are signed again.
    private func finish(_ batch: Batch, _ answers: [LedgerAnswer]) {
        let (left, isNonceLost) = tell(batch, answers)
        if isNonceLost { state.withLock { $0.nextNonce = nil } }
        guard left.isEmpty else { return sign(Batch(items: left)) }
        let idle = state.withLock { state in
            state.isSending = false
            defer { state.onIdle = nil }
            return state.onIdle
        }
        idle?.resume()
        sendNext()
    }

    private func tell(_ batch: Batch, _ answers: [LedgerAnswer]) -> (left: [Item], isNonceLost: Bool) {
        var left: [Item] = []
        var isNonceLost = false
        var position = 0
        for var item in batch.items {
            let count = item.messages.count - item.answers.count
            let own = answers.dropFirst(position).prefix(count)
            position += count
            for answer in own {
                let now = clock().nanoseconds / 1_000_000_000
                if answer.error?.code == .late, now > Int64(clamping: batch.expiry) {
                    isNonceLost = true
                    break
                }
                if answer.error?.code == .nonce {
                    isNonceLost = true
                    if !item.isAtPost { break }
                }
                item.answers.append(answer)
            }
            if item.answers.count == item.messages.count {
                item.done(.success(item.answers))
            } else {
                left.append(item)
            }
        }
        return (left, isNonceLost)
    }

    // MARK: - Waiting

    /// Leaves a batch to `run`: the nonce is not known, or the ledger could not answer.
    private func delay(_ batch: Batch) {
        let isEnded = state.withLock { state in
            if !state.isEnded { state.delayed = batch }
            return state.isEnded
        }
        guard isEnded else {
            wake.yield()
            return
        }
        for item in batch.items { item.done(.failure(Self.ended)) }
        let idle = state.withLock { state in
            state.isSending = false
            defer { state.onIdle = nil }
            return state.onIdle
        }
        idle?.resume()
    }

    /// Sends what was delayed, after a moment when the ledger could not answer.
    private func goOn() async {
        guard let batch = state.withLock({ $0.delayed }) else { return }
        do {
            if batch.hasFailed { try await Task.sleep(for: Self.retryDelay) }
            if batch.signed.isEmpty, state.withLock({ $0.nextNonce }) == nil {
                let nonce = try await ledger.account(account).nextNonce
                state.withLock { $0.nextNonce = nonce }
            }
        } catch {
            state.withLock { $0.delayed?.hasFailed = true }
            wake.yield()
            return
        }
        state.withLock { $0.delayed = nil }
        if batch.signed.isEmpty { sign(batch) } else { submit(batch) }
    }
}

extension AccountOutbox.Item {
    /// A post is refused with the same code when the nonce of its deal is too small; that is for its sender to mend.
    fileprivate var isAtPost: Bool {
        guard messages.indices.contains(answers.count), case .deal(.post) = messages[answers.count] else {
            return false
        }
        return true
    }
}
