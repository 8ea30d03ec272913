extension Message {
    /// The number that stands for the kind of message.
    package var type: UInt8 {
        switch self {
        case .deposit: 1
        case .withdraw: 2
        case .stake: 3
        case .unstake: 4
        case .setExiting: 5
        case .post: 6
        case .cancel: 7
        case .assign: 8
        case .decline: 9
        case .commit: 10
        case .decide: 11
        case .reportLeak: 12
        case .verdict: 13
        case .reveal: 14
        }
    }

    /// The kind in words, as scripts spell it.
    package var name: String {
        switch self {
        case .deposit: "deposit"
        case .withdraw: "withdraw"
        case .stake: "stake"
        case .unstake: "unstake"
        case .setExiting: "exit"
        case .post: "post"
        case .cancel: "cancel"
        case .assign: "assign"
        case .decline: "decline"
        case .commit: "commit"
        case .decide: "decide"
        case .reportLeak: "leak"
        case .verdict: "verdict"
        case .reveal: "reveal"
        }
    }

    /// The canonical bytes: an array of the fields in the order of their declaration.
    package var body: [UInt8] {
        var writer = CBORWriter()
        switch self {
        case .deposit(let account, let amount):
            writer.array(2)
            writer.write(account.digest)
            writer.write(amount)
        case .withdraw(let amount), .stake(let amount), .unstake(let amount):
            writer.array(1)
            writer.write(amount)
        case .setExiting(let flag):
            writer.array(1)
            writer.write(flag)
        case .post(let post): post.write(to: &writer)
        case .cancel(let deal), .decline(let deal):
            writer.array(1)
            writer.write(deal.digest)
        case .assign(let assign):
            writer.array(3)
            writer.write(assign.deal.digest)
            assign.offer.write(to: &writer)
            if let proof = assign.proof { proof.write(to: &writer) } else { writer.writeNull() }
        case .commit(let commit): commit.write(to: &writer)
        case .decide(let decide): decide.write(to: &writer)
        case .verdict(let deal, let what):
            writer.array(2)
            writer.write(deal.digest)
            writer.write(UInt64(what.rawValue))
        case .reportLeak(let deal, let slot, let opening), .reveal(let deal, let slot, let opening):
            writer.array(3)
            writer.write(deal.digest)
            writer.write(UInt64(slot))
            opening.write(to: &writer)
        }
        return writer.bytes
    }
}

extension Message.Post {
    func write(to writer: inout CBORWriter) {
        writer.array(11)
        writer.write(nonce)
        writer.write(jobKey.digest)
        writer.write(cap)
        writer.write(UInt64(mode.rawValue))
        writer.write(price)
        writer.write(priceMem)
        writer.write(maxFuel)
        writer.write(policy)
        writer.write(encKey)
        writer.write(tExec)
        writer.write(prev?.digest)
    }
}

extension Message.Commit {
    func write(to writer: inout CBORWriter) {
        writer.array(4)
        writer.write(deal.digest)
        writer.write(commitment)
        writer.write(ciphertext.bytes)
        writer.write(charge)
    }
}

extension Message.Decide {
    func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.write(deal.digest)
        writer.write(k)
        writer.write(UInt64(pPpm))
        writer.write(verify)
        writer.write(multBps)
    }
}

extension Offer {
    func write(to writer: inout CBORWriter) {
        writer.array(4)
        writer.write(node.digest)
        writer.write(jobKey?.digest)
        writer.write(price)
        writer.write(expiry)
    }
}

extension Opening {
    func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.write(receipt)
        writer.write(fuel)
        writer.write(pages)
        writer.write(blob)
        writer.write(rho)
    }
}
