package import Settlement

/// What an account asks of the ledger: a message of the deal protocol, or one of the accounts' own affairs.
package enum LedgerMessage: Hashable, Sendable {
    /// A message of the protocol, which the machine takes.
    case deal(Message)
    /// Lets another account pay with the sender's money: at most `limit` at a time, until a time.
    case allow(account: AccountID, limit: Int64, expiry: Int64)
    /// Takes money of a parent that has allowed it.
    case draw(parent: AccountID, amount: Int64)
    /// Gives drawn money back to the parent.
    case giveBack(parent: AccountID, amount: Int64)
    /// Takes drawn money back from the sub-account.
    case recall(account: AccountID, amount: Int64)
    /// Gives play money on a test network; only the operator may.
    case faucet(account: AccountID, amount: Int64)
    /// Changes the parameters for later deals; only the operator may.
    case params(Params)

    /// The number that stands for the kind of message; those of the protocol are below 32.
    package var type: UInt8 {
        switch self {
        case .deal(let message): message.type
        case .allow: 32
        case .draw: 33
        case .giveBack: 34
        case .recall: 35
        case .faucet: 36
        case .params: 37
        }
    }

    /// The kind in words.
    package var name: String {
        switch self {
        case .deal(let message): message.name
        case .allow: "allow"
        case .draw: "draw"
        case .giveBack: "give back"
        case .recall: "recall"
        case .faucet: "faucet"
        case .params: "params"
        }
    }

    /// The canonical bytes.
    package var body: [UInt8] {
        var writer = CBORWriter()
        switch self {
        case .deal(let message): return message.body
        case .allow(let account, let limit, let expiry):
            writer.array(3)
            writer.write(account.digest)
            writer.write(limit)
            writer.write(expiry)
        case .draw(let account, let amount), .giveBack(let account, let amount), .recall(let account, let amount),
            .faucet(let account, let amount):
            writer.array(2)
            writer.write(account.digest)
            writer.write(amount)
        case .params(let params): params.write(to: &writer)
        }
        return writer.bytes
    }

    /// Reads the canonical bytes, strictly.
    package init(type: UInt8, body: [UInt8]) throws(SettlementError) {
        guard type >= 32 else {
            self = .deal(try Message(type: type, body: body))
            return
        }
        guard body.count <= Message.bodyBytesMax else { throw SettlementError(.limit, "a message is too long") }
        var reader = CBORReader(body)
        switch type {
        case 32:
            try reader.expectArray(3)
            self = .allow(
                account: AccountID(try reader.readDigest()),
                limit: try reader.readAmount(),
                expiry: try reader.readAmount()
            )
        case 33...36:
            try reader.expectArray(2)
            let account = AccountID(try reader.readDigest())
            let amount = try reader.readAmount()
            switch type {
            case 33: self = .draw(parent: account, amount: amount)
            case 34: self = .giveBack(parent: account, amount: amount)
            case 35: self = .recall(account: account, amount: amount)
            default: self = .faucet(account: account, amount: amount)
            }
        case 37: self = .params(try Params(from: &reader))
        default: throw SettlementError(.malformed, "no message has type \(type)")
        }
        try reader.end()
    }
}
