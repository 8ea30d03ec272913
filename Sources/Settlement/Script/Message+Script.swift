import ContentAddressing
import Core

extension Message {
    /// The message as a line of a script.
    package func scriptLine(actor: AccountID, time: Int64) -> String {
        var members: [JSONValue.Member] = [
            .init("time", .int(time)), .init("actor", .string(actor.description)), .init("message", .string(name)),
        ]
        members += scriptMembers
        if case .deposit(let account, _) = self { members[1] = .init("actor", .string(account.description)) }
        return JSONValue.object(members).jsonText()
    }

    private var scriptMembers: [JSONValue.Member] {
        switch self {
        case .deposit(_, let amount), .withdraw(let amount), .stake(let amount), .unstake(let amount):
            return [.init("amount", .int(amount))]
        case .setExiting(let flag): return [.init("exiting", .bool(flag))]
        case .post(let post): return post.scriptMembers
        case .cancel(let deal), .decline(let deal): return [.hex("deal", deal.digest)]
        case .assign(let assign):
            let offer = assign.offer
            return [.hex("deal", assign.deal.digest), .hex("node", offer.node.digest)]
                + (offer.jobKey.map { [.hex("jobKey", $0.digest)] } ?? [])
                + [.init("price", .int(offer.price)), .init("expiry", .int(offer.expiry))]
        case .commit(let commit):
            return [
                .hex("deal", commit.deal.digest), .hex("C", commit.commitment),
                .init("E", .string(Hex.text(commit.ciphertext.bytes))), .init("charge", .int(commit.charge)),
            ]
        case .decide(let decide):
            return [
                .hex("deal", decide.deal.digest), .hex("k", decide.k), .number("pPpm", UInt64(decide.pPpm)),
                .init("verify", .bool(decide.verify)), .init("mult", .int(decide.multBps)),
            ]
        case .verdict(let deal, let what):
            let words = ["PAY", "ESCALATE", "DISPUTE"]
            return [.hex("deal", deal.digest), .init("what", .string(words[Int(what.rawValue)]))]
        case .reportLeak(let deal, let slot, let opening), .reveal(let deal, let slot, let opening):
            return [
                .hex("deal", deal.digest), .number("slot", UInt64(slot)), .hex("receipt", opening.receipt),
                .number("fuel", opening.fuel), .number("pages", opening.pages), .hex("blob", opening.blob),
                .hex("rho", opening.rho),
            ]
        }
    }
}

extension Message.Post {
    fileprivate var scriptMembers: [JSONValue.Member] {
        [
            .number("nonce", nonce), .hex("jobKey", jobKey.digest), .init("cap", .int(cap)),
            .init("mode", .string(mode == .job ? "job" : "metered")), .init("price", .int(price)),
            .init("priceMem", .int(priceMem)), .number("maxFuel", maxFuel), .hex("policy", policy),
            .hex("encKey", encKey), .init("tExec", .int(tExec)),
        ] + (prev.map { [.hex("prev", $0.digest)] } ?? [])
    }
}

extension JSONValue.Member {
    fileprivate static func hex(_ name: String, _ digest: Digest256) -> JSONValue.Member {
        JSONValue.Member(name, .string(digest.hex))
    }

    /// A number of any size: what JSON readers may not hold is written as a text.
    fileprivate static func number(_ name: String, _ number: UInt64) -> JSONValue.Member {
        JSONValue.Member(name, Int64(exactly: number).map { .int($0) } ?? .string(String(number)))
    }
}
