package import ContentAddressing
import Core

/// Stands before the machine: checks signatures, nonces and expiry, and answers what was sent again.
///
/// A refused message uses up no nonce. Answers are kept for the newest messages of each account.
package struct EnvelopeGate: Sendable {
    private struct Answer: Sendable {
        var envelope: Digest256
        var reply: Reply
    }

    private struct Sender: Sendable {
        /// The nonce of the last message that took effect.
        var lastNonce: UInt64?
        /// The newest answers, oldest first.
        var answers: [Answer] = []
    }

    /// The ledger that messages have to be signed for.
    package let ledger: Digest256
    /// The account that may bring money in.
    package let issuer: AccountID
    private var senders = LookupTable<AccountID, Sender>()

    /// How many answers are kept for each account.
    package static let answersMax = 16

    package init(ledger: Digest256, issuer: AccountID) {
        self.ledger = ledger
        self.issuer = issuer
    }

    /// The nonce of an account's last message that took effect.
    package func lastNonce(_ account: AccountID) -> UInt64? { senders[account]?.lastNonce }

    /// Passes a message on if it is genuine.
    package mutating func submit(
        _ envelope: Envelope,
        to machine: inout SettlementMachine,
        now: Int64
    ) -> Reply {
        let account = envelope.account
        let name = SHA256Hasher.digest(of: envelope.bytes)
        if let answer = senders[account]?.answers.last(where: { $0.envelope == name }) { return answer.reply }
        let message: Message
        do throws(SettlementError) {
            message = try check(envelope, from: account, now: now)
        } catch {
            return .rejected(error)
        }
        let reply = machine.apply(message, from: account, now: now)
        guard reply.isAccepted else { return reply }
        var sender = senders[account] ?? Sender()
        sender.lastNonce = envelope.nonce
        if sender.answers.count == Self.answersMax { sender.answers.removeFirst() }
        sender.answers.append(Answer(envelope: name, reply: reply))
        senders[account] = sender
        return reply
    }

    private func check(
        _ envelope: Envelope,
        from account: AccountID,
        now: Int64
    ) throws(SettlementError) -> Message {
        guard envelope.isSigned(ledger: ledger) else {
            throw SettlementError(.signature, "the signature is not that of the account for this ledger")
        }
        guard now >= 0, UInt64(now) <= envelope.expiry else { throw SettlementError(.late, "the message has expired") }
        if let last = senders[account]?.lastNonce, envelope.nonce <= last {
            throw SettlementError(.nonce, "the account's last nonce is \(last)")
        }
        let message = try envelope.message()
        switch message {
        case .deposit where account != issuer: throw SettlementError(.notYours, "only the issuer brings money in")
        case .assign(let assign):
            guard assign.proof?.holds(for: assign.offer, ledger: ledger) == true else {
                throw SettlementError(.offer, "the node's signature of the offer is missing or wrong")
            }
        default: break
        }
        return message
    }
}
