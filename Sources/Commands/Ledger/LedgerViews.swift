import ContentAddressing
import Core
import Ledger
import Settlement

/// How a ledger is shown.
enum LedgerViews {
    static func genesis(_ genesis: LedgerGenesis) -> Answer {
        answer(
            [
                ("Ledger", .string(genesis.ledger.hex)), ("Name", .string(genesis.name)),
                ("Operator", .string(genesis.operatorKey.hex)),
                ("OperatorAccount", .string(genesis.operatorAccount.description)),
                ("Test", .bool(genesis.isTest)), ("FaucetPerDay", .int(genesis.faucetPerDay)),
            ],
            identifier: genesis.ledger.hex
        )
    }

    static func standing(_ restored: LedgerRecovery.Restored) -> Answer {
        let (state, last) = (restored.state, restored.last)
        return answer(
            [
                ("Ledger", .string(state.ledger.hex)), ("Name", .string(state.genesis.name)),
                ("Operator", .string(state.genesis.operatorKey.hex)), ("Test", .bool(state.genesis.isTest)),
                ("FaucetPerDay", .int(state.genesis.faucetPerDay)), ("Entries", number(last.sequence + 1)),
                ("Time", .string(time(last.time))), ("Hash", .string(last.hash.hex)),
                ("SignedUpTo", restored.head.map { number($0.sequence) } ?? .null),
                ("Accounts", .int(Int64(state.machine.accountCount))),
                ("OpenDeals", .int(Int64(state.machine.openDealCount))), ("External", .int(state.machine.external)),
                ("Burned", .int(state.machine.burned)), ("Treasury", .int(state.machine.treasury)),
            ],
            identifier: state.ledger.hex
        )
    }

    /// Where a server's ledger stands, in the same parts.
    static func standing(_ overview: JSONValue) -> Answer {
        let names = [
            "Ledger", "Name", "Operator", "Test", "FaucetPerDay", "Entries", "Time", "Hash", "SignedUpTo", "Accounts",
            "OpenDeals", "External", "Burned", "Treasury",
        ]
        return answer(
            names.map { ($0, shown($0, overview[anyCase: $0] ?? .null)) },
            identifier: overview[anyCase: "Ledger"]?.stringValue ?? ""
        )
    }

    /// A signed head with the text that is kept.
    static func head(_ head: JSONValue) -> Answer {
        answer(
            ["Entry", "Time", "Hash", "Signature", "Head"].map { ($0, shown($0, head[anyCase: $0] ?? .null)) },
            identifier: head[anyCase: "Head"]?.stringValue ?? ""
        )
    }

    /// Times of the API are seconds; people read dates.
    private static func shown(_ name: String, _ value: JSONValue) -> JSONValue {
        if name == "Time", case .int(let seconds) = value { return .string(time(seconds)) }
        return value
    }

    static func report(_ report: LedgerReport) -> Answer {
        answer(
            [
                ("Ledger", .string(report.ledger.hex)), ("Name", .string(report.name)),
                ("Operator", .string(report.operatorKey.hex)), ("Entries", number(report.entries)),
                ("Messages", number(report.messages)), ("Checkpoints", number(report.checkpoints)),
                ("Heads", number(report.heads)), ("SignedUpTo", report.signedUpTo.map(number) ?? .null),
                ("From", .string(time(report.firstTime))), ("To", .string(time(report.lastTime))),
                ("Hash", .string(report.lastHash.hex)), ("State", .string(report.stateDigest.hex)),
                ("Accounts", .int(Int64(report.accounts))), ("OpenDeals", .int(Int64(report.openDeals))),
                ("External", .int(report.external)), ("Burned", .int(report.burned)),
                ("Treasury", .int(report.treasury)),
            ],
            identifier: report.ledger.hex
        )
    }

    /// Entries with a row for each event; for an account, only what was done to it.
    static func entries(_ entries: [LoggedEntry], about account: AccountID?) -> Answer {
        var table = Table(columns: [
            .init("ENTRY", right: true), .init("TIME"), .init("MESSAGE"), .init("EVENT"),
            .init("AMOUNT", right: true), .init("ACCOUNT"), .init("DEAL", wide: true),
        ])
        var documents: [JSONValue] = []
        for entry in entries {
            let events = entry.effects.events.filter { account == nil || $0.account == account }
            for event in events {
                table.add([
                    .init(String(entry.sequence)), .init(time(entry.time)), .init(entry.name), .init(event.kind.name),
                    .init(String(event.amount)), .init(short(event.account?.description)),
                    .init(event.deal?.description ?? ""),
                ])
            }
            if events.isEmpty {
                table.add([
                    .init(String(entry.sequence)), .init(time(entry.time)), .init(entry.name), "", "",
                    .init(short(entry.actor?.description)), "",
                ])
            }
            documents.append(document(entry, events))
        }
        return Answer(
            document: .array(documents),
            table: table,
            identifiers: entries.map { String($0.sequence) }
        )
    }

    private static func document(_ entry: LoggedEntry, _ events: [LedgerEvent]) -> JSONValue {
        .object([
            .init("Entry", number(entry.sequence)), .init("Time", .string(time(entry.time))),
            .init("Hash", .string(entry.hash.hex)), .init("Message", .string(entry.name)),
            .init("Actor", entry.actor.map { .string($0.description) } ?? .null),
            .init(
                "Events",
                .array(
                    events.map { event in
                        .object([
                            .init("Event", .string(event.kind.name)), .init("Amount", .int(event.amount)),
                            .init("Account", event.account.map { .string($0.description) } ?? .null),
                            .init("Deal", event.deal.map { .string($0.description) } ?? .null),
                        ])
                    }
                )
            ),
        ])
    }

    /// One value with named parts: lines for people, an object for programs.
    static func answer(_ parts: [(name: String, value: JSONValue)], identifier: String) -> Answer {
        let cells = parts.map { cell($0.name, $0.value) }
        var text = StyledText()
        text.fields(zip(parts, cells).map { ($0.name, $1) })
        var table = Table(columns: parts.map { .init($0.name) })
        table.add(cells)
        return Answer(
            document: .object(parts.map { JSONValue.Member($0.name, $0.value) }),
            table: table,
            identifiers: [identifier],
            text: text
        )
    }

    static func number(_ value: UInt64) -> JSONValue { .int(Int64(clamping: value)) }

    static func time(_ seconds: Int64) -> String {
        HumanText.time(Timestamp.zero + .seconds(seconds))
    }

    /// The beginning of an id, for tables.
    static func short(_ id: String?) -> String { String((id ?? "").prefix(12)) }

    /// The parts that are money: people read credits, programs units.
    private static let moneyNames = [
        "Available", "Burned", "Charge", "Escrow", "External", "FaucetPerDay", "FreeStake", "LockedStake", "Owed",
        "Treasury", "Unbonding",
    ]

    private static func cell(_ name: String, _ value: JSONValue) -> Table.Cell {
        guard case .int(let units) = value, moneyNames.contains(name) else { return .init(plain(value)) }
        return .init(CreditQuantity.text(units), raw: String(units))
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): flag ? "yes" : "no"
        default: "-"
        }
    }
}
