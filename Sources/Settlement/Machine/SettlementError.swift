/// Why the ledger refused a message, or why bytes are no message.
package struct SettlementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of refusal; a new one breaks nobody.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let name: String
        package var description: String { name }

        package static let amount = Code(name: "BadAmount")
        package static let balance = Code(name: "LowBalance")
        package static let unknownAccount = Code(name: "NoAccount")
        package static let unknownDeal = Code(name: "NoDeal")
        package static let notYours = Code(name: "NotYours")
        package static let state = Code(name: "WrongState")
        package static let late = Code(name: "TooLate")
        package static let early = Code(name: "TooEarly")
        package static let nonce = Code(name: "NonceUsed")
        package static let burnt = Code(name: "JobBurnt")
        package static let price = Code(name: "BadPrice")
        package static let time = Code(name: "BadTime")
        package static let key = Code(name: "BadKey")
        package static let pool = Code(name: "SmallPool")
        package static let offer = Code(name: "BadOffer")
        package static let stake = Code(name: "LowStake")
        package static let charge = Code(name: "BadCharge")
        package static let policy = Code(name: "BadPolicy")
        package static let mult = Code(name: "BadMultiplier")
        package static let opening = Code(name: "BadOpening")
        package static let slot = Code(name: "BadSlot")
        package static let bound = Code(name: "EscalationBinds")
        package static let limit = Code(name: "Limit")
        package static let beacon = Code(name: "BadBeacon")
        package static let params = Code(name: "BadParams")
        package static let signature = Code(name: "BadSignature")
        package static let malformed = Code(name: "Malformed")
    }

    package var code: Code
    /// What was wrong.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { code.name + ": " + message }
}
