package import Settlement

/// Something that an entry did: an event of the machine, or of the accounts' own affairs.
package struct LedgerEvent: Hashable, Sendable, CustomStringConvertible {
    /// What happened; the machine's events keep their numbers.
    package struct Kind: Hashable, Sendable {
        package let code: UInt8

        package static let allowed = Kind(code: 128)
        package static let drawn = Kind(code: 129)
        package static let givenBack = Kind(code: 130)
        package static let recalled = Kind(code: 131)
        package static let fromFaucet = Kind(code: 132)
        package static let paramsChanged = Kind(code: 133)

        /// The kind in words.
        package var name: String {
            if let kind = Event.Kind(rawValue: code) { return "\(kind)" }
            switch self {
            case .allowed: return "allowed"
            case .drawn: return "drawnFromParent"
            case .givenBack: return "givenBack"
            case .recalled: return "recalled"
            case .fromFaucet: return "fromFaucet"
            case .paramsChanged: return "paramsChanged"
            default: return "event \(code)"
            }
        }
    }

    package var kind: Kind
    package var deal: DealID?
    package var account: AccountID?
    /// The slot's index, or -1.
    package var slot: Int64
    package var amount: Int64

    package var description: String {
        var text = kind.name
        if let account { text += " of \(account)" }
        if let deal { text += " in deal \(deal)" }
        if slot >= 0 { text += " slot \(slot)" }
        return text + " amount \(amount)"
    }

    init(_ event: Event) {
        kind = Kind(code: event.kind.rawValue)
        deal = event.deal
        account = event.account
        slot = Int64(event.slot)
        amount = event.amount
    }

    init(_ kind: Kind, account: AccountID? = nil, amount: Int64 = 0) {
        self.kind = kind
        self.account = account
        slot = -1
        self.amount = amount
    }

    func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.write(UInt64(kind.code))
        writer.write(deal?.digest)
        writer.write(account?.digest)
        writer.write(slot)
        writer.write(amount)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(5)
        kind = Kind(code: UInt8(try reader.readIndex(below: 256)))
        deal = try reader.readOptionalDigest().map { DealID($0) }
        account = try reader.readOptionalDigest().map { AccountID($0) }
        slot = try reader.readInt64()
        amount = try reader.readInt64()
    }
}
