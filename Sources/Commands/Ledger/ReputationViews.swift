import Core

/// How reputations are shown.
enum ReputationViews {
    private static let columns: [(title: String, part: String, name: String)] = [
        ("SLOTS", "Node", "Deals"), ("VERIFIED", "Node", "Verified"), ("SLASHED", "Node", "Slashed"),
        ("NO-SHOWS", "Node", "NoShows"), ("DECLINES", "Node", "Declines"), ("DELAY", "Node", "MedianDelay"),
        ("DEALS", "Client", "Deals"), ("CHECKED", "Client", "Verified"), ("DISPUTES", "Client", "Disputes"),
        ("LATE", "Client", "LateFees"), ("FINED", "Client", "Fined"),
    ]

    static func answer(_ accounts: [JSONValue], isOne: Bool) -> Answer {
        var table = Table(columns: [.init("ACCOUNT")] + columns.map { .init($0.title, right: true) })
        for account in accounts {
            let cells = columns.map { Table.Cell(text(account[anyCase: $0.part]?[anyCase: $0.name])) }
            table.add([.init(LedgerViews.short(text(account[anyCase: "Account"])))] + cells)
        }
        return Answer(
            document: isOne ? accounts.first ?? .null : .array(accounts),
            table: table,
            identifiers: accounts.map { text($0[anyCase: "Account"]) },
            note: accounts.isEmpty ? "no account has had a deal yet" : nil
        )
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        default: "-"
        }
    }
}
