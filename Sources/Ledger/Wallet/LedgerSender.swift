import Core
package import Settlement
import Synchronization

/// Sends an account's messages: counts nonces, signs, and asks again when another sender was faster.
package final class LedgerSender: Sendable {
    package let ledger: any SettlementLedger
    private let key: SigningKey
    private let clock: @Sendable () -> Int64
    private let nextNonce = Mutex<UInt64?>(nil)

    /// How long a message may take to arrive.
    package static let lifetimeSeconds: Int64 = 600
    /// How often a nonce is chosen anew.
    private static let attemptsMax = 16

    package init(ledger: any SettlementLedger, key: SigningKey, clock: @escaping @Sendable () -> Int64) {
        self.ledger = ledger
        self.key = key
        self.clock = clock
    }

    /// The sender's account.
    package var account: AccountID { key.account }

    /// Has a message applied; throws when the ledger cannot answer.
    package func send(_ message: LedgerMessage) async throws -> LedgerAnswer {
        var answer = LedgerAnswer.refused(SettlementError(.nonce, "no nonce was free"))
        for _ in 0..<Self.attemptsMax {
            let known = nextNonce.withLock { $0 } != nil
            if !known {
                let first = try await ledger.account(account).nextNonce
                nextNonce.withLock { $0 = max($0 ?? 0, first) }
            }
            let nonce = nextNonce.withLock { value in
                let nonce = value ?? 0
                value = nonce + 1
                return nonce
            }
            let expiry = UInt64(clamping: clock() + Self.lifetimeSeconds)
            guard
                let envelope = Envelope(
                    message,
                    nonce: nonce,
                    expiry: expiry,
                    ledger: ledger.capabilities.ledger,
                    key: key
                )
            else { throw CoreError(.internalError, "the message cannot be signed", component: "Wallet") }
            answer = try await ledger.submit(envelope)
            guard answer.error?.code == .nonce else { return answer }
            nextNonce.withLock { $0 = nil }
        }
        return answer
    }

    /// Posts a deal with a parent's money: what the account lacks is drawn first, within what the parent allows.
    ///
    /// Two messages: when the post is refused, what was drawn stays with the account, until it posts something else or
    /// gives it back.
    package func post(_ post: Message.Post, drawingOn parent: AccountID) async throws -> LedgerAnswer {
        let params = try await ledger.params()
        guard let escrow = params.escrow(cap: post.cap), let fees = Units.sum(params.postFee, params.clientMin),
            let needed = Units.sum(escrow, fees)
        else { return .refused(SettlementError(.amount, "the cap is too large")) }
        let missing = needed - (try await ledger.account(account).account.available)
        if missing > 0 {
            let drawn = try await send(.draw(parent: parent, amount: missing))
            guard drawn.receipt != nil else { return drawn }
        }
        return try await send(.deal(.post(post)))
    }
}
