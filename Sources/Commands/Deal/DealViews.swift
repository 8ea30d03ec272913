import ContentAddressing
import Core
import Settlement

/// How the deals behind executions are shown.
enum DealViews {
    /// `none` is said when there are none.
    static func deals(_ deals: [DealRecord], none: String, now: Timestamp, isWide: Bool) -> Answer {
        Answer(
            document: Wire.page(deals.map(\.wireValue)),
            table: table(deals, now: now, isWide: isWide),
            identifiers: deals.map(\.executionID.text),
            note: deals.isEmpty ? none : nil
        )
    }

    static func table(_ deals: [DealRecord], now: Timestamp, isWide: Bool) -> Table {
        var table = Table(columns: [
            .init("CREATED", wide: true), .init("JOB", wide: true), .init("JOB VERSION", right: true, wide: true),
            .init("PART", right: true), .init("EXECUTION"), .init("NODE"), .init("TRUST"),
            .init("PRICE", right: true), .init("COST", right: true), .init("CHECKS", right: true), .init("OUTCOME"),
            .init("DEAL", wide: true), .init("MESSAGE"),
        ])
        for deal in deals {
            table.add([
                JobViews.age(deal.createdAt, now), JobViews.id(deal.jobID.text, isWide),
                .init(String(deal.jobVersion)), .init(String(deal.partition)),
                JobViews.id(deal.executionID.text, isWide), JobViews.id(deal.nodeID.text, isWide),
                .init(deal.trust.name, style: style(of: deal.trust)), money(deal.charge, isKnown: deal.charge > 0),
                money(deal.cost, isKnown: !deal.isOpen), .init(String(deal.checks)), .init(deal.outcome),
                .init(deal.deal.hex),
                .init(isWide ? deal.message : TextWidth.cut(deal.message, to: 60), raw: deal.message),
            ])
        }
        return table
    }

    /// How many deals there are of each trust, what they cost, and what was refuted.
    static func summary(_ deals: [DealRecord]) -> [(name: String, value: Table.Cell)] {
        var fields: [(name: String, value: Table.Cell)] = []
        for trust in DealRecord.Trust.allCases {
            let count = deals.count { $0.trust == trust }
            if count > 0 { fields.append((trust.name, .init(String(count), style: style(of: trust)))) }
        }
        let ended = deals.filter { !$0.isOpen }
        // Nothing that exists sums up to more than fits.
        let cost = ended.reduce(into: Int64(0)) { $0 &+= $1.cost }
        let open = deals.count - ended.count
        fields.append(("cost", .init(CreditQuantity.text(cost) + (open > 0 ? ", and \(open) open" : ""))))
        for deal in deals where deal.trust == .refuted || (deal.trust == .unchecked && !deal.message.isEmpty) {
            let what = deal.trust == .refuted ? "refuted" : "in doubt"
            let message = deal.message.isEmpty ? deal.outcome : deal.message
            fields.append((what, .init("partition \(deal.partition): \(message)", style: .bad)))
        }
        return fields
    }

    private static func money(_ units: Int64, isKnown: Bool) -> Table.Cell {
        .init(isKnown ? CreditQuantity.text(units) : "-", raw: isKnown ? String(units) : "")
    }

    private static func style(of trust: DealRecord.Trust) -> TextStyle {
        switch trust {
        case .pending, .provisional, .checking: .busy
        case .unchecked: .plain
        case .verified: .good
        case .refuted, .unresolved: .bad
        case .void: .dim
        }
    }
}
