import Core
import Ledger
import Settlement

/// How wallets and accounts are shown.
enum WalletViews {
    static func wallets(_ wallets: [WalletFolder.Named]) -> Answer {
        var table = Table(columns: [.init("NAME"), .init("ACCOUNT"), .init("KEY")])
        for wallet in wallets {
            table.add([
                .init(wallet.name), .init(wallet.file.account.description),
                .init(wallet.file.isSealed ? "encrypted" : "in the clear"),
            ])
        }
        return Answer(
            document: .array(
                wallets.map { wallet in
                    .object([
                        .init("Name", .string(wallet.name)),
                        .init("Account", .string(wallet.file.account.description)),
                        .init("PublicKey", .string(wallet.file.publicKey.hex)),
                        .init("Encrypted", .bool(wallet.file.isSealed)),
                    ])
                }
            ),
            table: table,
            identifiers: wallets.map(\.file.account.description),
            note: wallets.isEmpty ? "there are no wallets here; 'bacalhau wallet create NAME' makes one" : nil
        )
    }

    static func statement(_ statement: AccountStatement) -> Answer {
        let account = statement.account
        var parts: [(name: String, value: JSONValue)] = [
            ("Account", .string(account.id.description)), ("Available", .int(account.available)),
            ("Escrow", .int(account.escrow)), ("FreeStake", .int(account.freeStake)),
            ("LockedStake", .int(account.lockedStake)), ("Unbonding", .int(account.unbonding)),
            ("Owed", .int(statement.owed)), ("OpenDeals", .int(Int64(account.openDeals))),
            ("Exiting", .bool(account.isExiting)), ("NextNonce", LedgerViews.number(statement.nextNonce)),
        ]
        var answer = LedgerViews.answer(parts, identifier: account.id.description)
        parts.append(("Allowances", .array(statement.allowances.map(document))))
        answer.document = .object(parts.map { JSONValue.Member($0.name, $0.value) })
        answer.note = note(statement)
        return answer
    }

    private static func note(_ statement: AccountStatement) -> String? {
        guard !statement.allowances.isEmpty else { return nil }
        return statement.allowances.map { allowance in
            "\(LedgerViews.short(allowance.child.description)) may take \(CreditQuantity.text(allowance.limit)) of "
                + "\(LedgerViews.short(allowance.parent.description)) and has taken "
                + CreditQuantity.text(allowance.owed)
        }.joined(separator: "\n")
    }

    private static func document(_ allowance: Allowance) -> JSONValue {
        .object([
            .init("Parent", .string(allowance.parent.description)),
            .init("Account", .string(allowance.child.description)), .init("Limit", .int(allowance.limit)),
            .init("Owed", .int(allowance.owed)), .init("Expiry", .string(LedgerViews.time(allowance.expiry))),
        ])
    }
}
