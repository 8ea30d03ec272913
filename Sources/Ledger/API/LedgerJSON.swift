import ContentAddressing
package import Core
package import Settlement

/// The ledger's values as JSON of the API, written and read in one place.
package enum LedgerJSON {
    /// A number that may be above 2⁶³-1; it is then a text.
    static func number(_ value: UInt64) -> JSONValue {
        Int64(exactly: value).map { .int($0) } ?? .string(String(value))
    }

    static func digest(_ value: Digest256?) -> JSONValue { value.map { .string($0.hex) } ?? .null }

    /// Parameters by their names in scripts.
    package static func params(_ params: Params) -> JSONValue {
        var members = Params.names.map { JSONValue.Member($0, .int(params[name: $0] ?? 0)) }
        members.append(JSONValue.Member("audit_e", .bool(params.auditsCiphertext)))
        return .object(members)
    }

    /// Reads parameters; names that are missing throw, unknown ones are let pass.
    package static func params(_ json: JSONValue) throws(CoreError) -> Params {
        var params = Params()
        let reader = LedgerReader(json)
        for name in Params.names { params[name: name] = try reader.int(name) }
        params.auditsCiphertext = try reader.flag("audit_e")
        return params
    }

    // MARK: - Answers to messages

    /// What the ledger says to a message.
    package static func answer(_ answer: LedgerAnswer) -> JSONValue {
        switch answer {
        case .accepted(let receipt):
            .object([
                .init("Accepted", .bool(true)), .init("Entry", number(receipt.sequence)),
                .init("Time", .int(receipt.time)), .init("Hash", digest(receipt.hash)),
                .init("Deal", digest(receipt.deal?.digest)), .init("Repeated", .bool(receipt.isRepeated)),
            ])
        case .refused(let error):
            .object([
                .init("Accepted", .bool(false)), .init("Code", .string(error.code.name)),
                .init("Reason", .string(error.message)),
            ])
        }
    }

    /// Reads an answer.
    package static func answer(_ json: JSONValue) throws(CoreError) -> LedgerAnswer {
        let reader = LedgerReader(json)
        guard try reader.flag("Accepted") else {
            return .refused(
                SettlementError(SettlementError.Code(named: try reader.text("Code")), try reader.text("Reason"))
            )
        }
        return .accepted(
            LedgerReceipt(
                sequence: try reader.number("Entry"),
                time: try reader.int("Time"),
                hash: try reader.digest("Hash"),
                deal: try reader.optionalDigest("Deal").map { DealID($0) },
                isRepeated: try reader.flag("Repeated")
            )
        )
    }

    // MARK: - Accounts

    /// An account as its owner needs it.
    package static func statement(_ statement: AccountStatement) -> JSONValue {
        let account = statement.account
        return .object([
            .init("Account", digest(account.id.digest)), .init("Available", .int(account.available)),
            .init("Escrow", .int(account.escrow)), .init("FreeStake", .int(account.freeStake)),
            .init("LockedStake", .int(account.lockedStake)), .init("Unbonding", .int(account.unbonding)),
            .init("Owed", .int(statement.owed)), .init("OpenDeals", .int(Int64(account.openDeals))),
            .init("Exiting", .bool(account.isExiting)), .init("NextDealNonce", number(account.nextDealNonce)),
            .init("NextNonce", number(statement.nextNonce)),
            .init(
                "Allowances",
                .array(
                    statement.allowances.map { allowance in
                        .object([
                            .init("Parent", digest(allowance.parent.digest)),
                            .init("Account", digest(allowance.child.digest)), .init("Limit", .int(allowance.limit)),
                            .init("Owed", .int(allowance.owed)), .init("Expiry", .int(allowance.expiry)),
                        ])
                    }
                )
            ),
        ])
    }

    /// Reads an account.
    package static func statement(_ json: JSONValue) throws(CoreError) -> AccountStatement {
        let reader = LedgerReader(json)
        var account = Account(id: AccountID(try reader.digest("Account")))
        account.available = try reader.int("Available")
        account.escrow = try reader.int("Escrow")
        account.freeStake = try reader.int("FreeStake")
        account.lockedStake = try reader.int("LockedStake")
        account.unbonding = try reader.int("Unbonding")
        account.openDeals = Int(clamping: try reader.int("OpenDeals"))
        account.isExiting = try reader.flag("Exiting")
        account.nextDealNonce = try reader.number("NextDealNonce")
        var allowances: [Allowance] = []
        for item in try reader.items("Allowances") {
            allowances.append(
                Allowance(
                    parent: AccountID(try item.digest("Parent")),
                    child: AccountID(try item.digest("Account")),
                    limit: try item.int("Limit"),
                    expiry: try item.int("Expiry"),
                    owed: try item.int("Owed")
                )
            )
        }
        return AccountStatement(
            account: account,
            nextNonce: try reader.number("NextNonce"),
            owed: try reader.int("Owed"),
            allowances: allowances
        )
    }
}
