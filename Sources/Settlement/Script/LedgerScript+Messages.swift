import ContentAddressing
import Core

extension LedgerScript {
    /// The account that a member names: 64 hexadecimal digits, or any other text for the account named after it.
    mutating func account(_ line: ScriptLine, _ member: String) throws(SettlementError) -> AccountID {
        let text = try line.text(member)
        if let digest = Digest256(hex: text) { return AccountID(digest) }
        let id = Self.account(named: text)
        if !names.contains(where: { $0.id == id }) { names.append((text, id)) }
        return id
    }

    /// The account of a name: as if the SHA-256 of the name were its key.
    package static func account(named name: String) -> AccountID {
        ProtocolHash.account(publicKey: SHA256Hasher.digest(of: Array(name.utf8)))
    }

    /// The deal that a line is about: 64 hexadecimal digits, or what the posting line called it.
    func deal(_ line: ScriptLine) throws(SettlementError) -> DealID {
        let text = try line.text("deal")
        if let deal = aliases[text] { return deal }
        guard let digest = Digest256(hex: text) else {
            throw SettlementError(.malformed, "no deal is called \(text)")
        }
        return DealID(digest)
    }

    mutating func message(
        _ kind: String,
        _ line: ScriptLine,
        actor: AccountID,
        _ ledger: SettlementMachine
    ) throws(SettlementError) -> Message {
        switch kind {
        case "deposit": return .deposit(account: actor, amount: try line.number("amount"))
        case "withdraw": return .withdraw(amount: try line.number("amount"))
        case "stake": return .stake(amount: try line.number("amount"))
        case "unstake": return .unstake(amount: try line.number("amount"))
        case "exit": return .setExiting(try line.flag("exiting"))
        case "post": return .post(try post(line))
        case "cancel": return .cancel(try deal(line))
        case "assign": return .assign(try assign(line, ledger))
        case "decline": return .decline(try deal(line))
        case "commit": return .commit(try commit(line, actor: actor, ledger))
        case "decide":
            return .decide(
                Message.Decide(
                    deal: try deal(line),
                    k: try line.digest("k"),
                    pPpm: try line.unsigned32("pPpm"),
                    verify: try line.flag("verify"),
                    multBps: line.has("mult") ? try line.number("mult") : 0
                )
            )
        case "verdict": return .verdict(try deal(line), try verdict(line))
        case "leak": return .reportLeak(try deal(line), slot: try line.unsigned32("slot"), try line.opening())
        case "reveal": return .reveal(try deal(line), slot: try line.unsigned32("slot"), try line.opening())
        default: throw SettlementError(.malformed, "no message is called \(kind)")
        }
    }

    private func verdict(_ line: ScriptLine) throws(SettlementError) -> ClientVerdict {
        switch try line.text("what") {
        case "PAY": return .pay
        case "ESCALATE": return .escalate
        case "DISPUTE": return .dispute
        default: throw SettlementError(.malformed, "the member what has to be PAY, ESCALATE or DISPUTE")
        }
    }

    private func post(_ line: ScriptLine) throws(SettlementError) -> Message.Post {
        let isMetered: Bool
        switch line.optionalText("mode") {
        case nil, "job": isMetered = false
        case "metered": isMetered = true
        default: throw SettlementError(.malformed, "the member mode has to be job or metered")
        }
        // A script may give the secret instead of the commitment to it.
        let policy =
            line.has("policy")
            ? try line.digest("policy")
            : ProtocolHash.policy(k: try line.digest("k"), pPpm: try line.unsigned32("pPpm"))
        return Message.Post(
            nonce: try line.unsigned("nonce"),
            jobKey: JobKey(try line.digest("jobKey")),
            cap: try line.number("cap"),
            mode: isMetered ? .metered : .job,
            price: line.has("price") ? try line.number("price") : 0,
            priceMem: line.has("priceMem") ? try line.number("priceMem") : 0,
            maxFuel: try line.unsigned("maxFuel"),
            policy: policy,
            encKey: try line.digest("encKey"),
            tExec: try line.number("tExec"),
            prev: line.has("prev") ? DealID(try line.digest("prev")) : nil
        )
    }

    private mutating func assign(
        _ line: ScriptLine,
        _ ledger: SettlementMachine
    ) throws(SettlementError) -> Message.Assign {
        let deal = try deal(line)
        let offer = Offer(
            node: try account(line, "node"),
            jobKey: line.has("jobKey") ? JobKey(try line.digest("jobKey")) : nil,
            price: try line.number("price"),
            expiry: line.has("expiry") ? try line.number("expiry") : .max
        )
        return Message.Assign(deal: deal, offer: offer)
    }

    /// A commitment as it is, or made from an opening, with the charge that the usage costs unless one is given.
    private func commit(
        _ line: ScriptLine,
        actor: AccountID,
        _ ledger: SettlementMachine
    ) throws(SettlementError) -> Message.Commit {
        let id = try deal(line)
        if line.has("C") {
            guard let ciphertext = Ciphertext(bytes: try line.bytes("E")) else {
                throw SettlementError(.malformed, "the member E has to be \(Ciphertext.byteCount) bytes")
            }
            return Message.Commit(
                deal: id,
                commitment: try line.digest("C"),
                ciphertext: ciphertext,
                charge: try line.number("charge")
            )
        }
        guard let deal = ledger.deal(id), let slot = ledger.slot(of: actor, in: deal) else {
            throw SettlementError(.notYours, "the node has no slot to make a commitment for")
        }
        let opening = try line.opening()
        let node = DealNode(account: actor, sealing: ledger.sealing)
        let commit =
            line.has("charge")
            ? node.commit(opening, to: deal, slot: slot, charge: try line.number("charge"))
            : node.commit(opening, to: deal, slot: slot)
        guard let commit else { throw SettlementError(.charge, "no commitment can be made from this opening") }
        return commit
    }
}
