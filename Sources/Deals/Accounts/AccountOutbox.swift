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
package final class AccountOutbox: Sendable {
    /// Told what the ledger said to each message of an item, or that it never will.
    package typealias Completion = @Sendable (Result<[LedgerAnswer], CoreError>) -> Void

    private struct Item: Sendable {
        var messages: [LedgerMessage]
        var answers: [LedgerAnswer] = []
        var done: Completion
    }

    private struct Signed: Sendable {
        var envelopes: [Envelope] = []
        /// The last second at which the ledger takes them.
        var expiry: UInt64 = 0
    }

    private struct State: Sendable {
        var waiting: [Item] = []
        var isEnded = false
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

    /// Sends messages of the protocol; `done` is called on a thread of the outbox.
    package func send(_ messages: [Message], done: @escaping Completion) {
        let item = Item(messages: messages.map { .deal($0) }, done: done)
        let isEnded = state.withLock { state in
            if !state.isEnded { state.waiting.append(item) }
            return state.isEnded
        }
        if isEnded { done(.failure(Self.ended)) } else { wake.yield() }
    }

    /// The bytes of this account's offer to do all of one job; nil when the library refuses the key.
    package func offer(job: JobKey, price: Int64, expiry: Int64) -> [UInt8]? {
        NodeOffer.whole(job: job, price: price, expiry: expiry, ledger: ledger.capabilities.ledger, key: key)
    }

    private static let ended = CoreError(.unavailable, "the process is shutting down", component: "Deals")

    /// Sends until it is cancelled; what was not answered by then fails.
    package func run() async {
        var nextNonce: UInt64?
        for await _ in wakes {
            while let items = takeBatch() {
                await send(items, &nextNonce)
                if Task.isCancelled { break }
            }
        }
        let left = state.withLock { state in
            state.isEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for item in left { item.done(.failure(Self.ended)) }
    }

    private func takeBatch() -> [Item]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            var count = 0
            var messages = 0
            while count < state.waiting.count, messages < Self.batchMax {
                messages += state.waiting[count].messages.count
                count += 1
            }
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting[..<count])
        }
    }

    /// Sends until every item is answered.
    private func send(_ batch: [Item], _ nextNonce: inout UInt64?) async {
        var items = batch
        while !items.isEmpty {
            do {
                let (answers, expiry) = try await submit(items, &nextNonce)
                items = finish(items, answers, expiry, &nextNonce)
            } catch {
                for item in items { item.done(.failure(Self.ended)) }
                return
            }
        }
    }

    /// Throws only when it is cancelled.
    private func submit(_ items: [Item], _ nextNonce: inout UInt64?) async throws -> ([LedgerAnswer], UInt64) {
        var signed = Signed()
        while true {
            do {
                if signed.envelopes.isEmpty { signed = try await sign(items, &nextNonce) }
                return (try await ledger.submit(signed.envelopes), signed.expiry)
            } catch {
                try await Task.sleep(for: Self.retryDelay)
            }
        }
    }

    private func sign(_ items: [Item], _ nextNonce: inout UInt64?) async throws -> Signed {
        var nonce: UInt64
        if let nextNonce { nonce = nextNonce } else { nonce = try await ledger.account(account).nextNonce }
        let expiry = UInt64(clamping: clock().nanoseconds / 1_000_000_000 + LedgerSender.lifetimeSeconds)
        var signed = Signed(expiry: expiry)
        for message in items.flatMap({ $0.messages.dropFirst($0.answers.count) }) {
            guard
                let envelope = Envelope(
                    message,
                    nonce: nonce,
                    expiry: expiry,
                    ledger: ledger.capabilities.ledger,
                    key: key
                )
            else { throw CoreError(.internalError, "a message cannot be signed", component: "Deals") }
            signed.envelopes.append(envelope)
            nonce += 1
        }
        nextNonce = nonce
        return signed
    }

    /// Tells what is answered; gives back the items that need other nonces.
    private func finish(
        _ items: [Item],
        _ answers: [LedgerAnswer],
        _ expiry: UInt64,
        _ nextNonce: inout UInt64?
    ) -> [Item] {
        var rest: [Item] = []
        var position = 0
        for var item in items {
            let count = item.messages.count - item.answers.count
            let own = answers.dropFirst(position).prefix(count)
            position += count
            for answer in own {
                if answer.error?.code == .late, clock().nanoseconds / 1_000_000_000 > Int64(clamping: expiry) {
                    nextNonce = nil
                    break
                }
                if answer.error?.code == .nonce {
                    nextNonce = nil
                    if !isAtPost(item) { break }
                }
                item.answers.append(answer)
            }
            if item.answers.count == item.messages.count {
                item.done(.success(item.answers))
            } else {
                rest.append(item)
            }
        }
        return rest
    }

    /// A post is refused with the same code when the nonce of its deal is too small; that is for its sender to mend.
    private func isAtPost(_ item: Item) -> Bool {
        guard item.messages.indices.contains(item.answers.count),
            case .deal(.post) = item.messages[item.answers.count]
        else { return false }
        return true
    }
}
