package import Core
import Settlement

/// The tables of game theory behind the protocol's numbers.
package enum MarketTheory {
    /// One table: a value for each row and share of a cartel.
    package struct Table: Hashable, Sendable {
        package var title: String
        package var columns: [String]
        package var rows: [Row]

        /// The table as a JSON object.
        package var json: JSONValue {
            .object([
                .init("Title", .string(title)), .init("Columns", .array(columns.map { .string($0) })),
                .init(
                    "Rows",
                    .array(
                        rows.map { row in
                            .object([
                                .init("Name", .string(row.name)),
                                .init("Values", .array(row.values.map { $0.map { .double($0) } ?? .null })),
                            ])
                        }
                    )
                ),
            ])
        }
    }

    /// A row of a table; nil for a value that has no bound.
    package struct Row: Hashable, Sendable {
        package var name: String
        package var values: [Double?]
    }

    /// The shares of a cartel that the tables look at.
    package static let shares: [(name: String, value: Double)] = [
        ("0", 0), ("10 %", 0.1), ("20 %", 0.2), ("33 %", 0.33), ("1/3", 1.0 / 3), ("40 %", 0.4),
    ]

    /// All tables.
    package static var tables: [Table] {
        var tables: [Table] = []
        for cost in [1.0, 0.7] {
            for p in [0.03, 0.025, 0.015] { tables.append(leastSigma(cost: cost, p: p)) }
        }
        tables.append(framing)
        tables.append(griefing)
        return tables
    }

    /// The smallest slash in prices with which a cartel gains nothing by lying.
    package static func leastSigma(cost: Double, p: Double) -> Table {
        Table(
            title: "Smallest S/R, c = \(cost) R, p = \(p * 100)%",
            columns: shares.map(\.name),
            rows: MarketProfile.all.map { profile in
                var terms = MarketTerms(profile)
                terms.cost = cost
                terms.p = p
                return Row(name: profile.name, values: shares.map { CartelGame.leastSigma(terms, share: $0.value) })
            }
        )
    }

    /// What framing an honest primary is worth.
    package static var framing: Table {
        let columns = shares.filter { $0.value >= 0.1 && $0.name != "33 %" }
        var rows: [Row] = []
        for profile in [MarketProfile.seed3, .pair3, .pair5] {
            for (name, client) in clients { rows.append(framing(profile, client, "\(profile.name), \(name)", columns)) }
        }
        rows.append(framing(.seed3, .honest, "seed3, honest client, all slashes burned", columns, burnsAll: true))
        return Table(
            title: "Framing an honest primary: best value per verified outsider deal (R), S = 200 R",
            columns: columns.map(\.name),
            rows: rows
        )
    }

    /// Honest stake destroyed per price that the attackers lose.
    package static var griefing: Table {
        let columns = shares.filter { $0.value >= 0.1 }
        var rows: [Row] = []
        for (name, client) in clients.dropFirst() {
            for profile in MarketProfile.all {
                var terms = MarketTerms(profile)
                terms.cost = 0.7
                let values = columns.map { FramingGame.griefingFactor(terms, share: $0.value, client: client) }
                rows.append(Row(name: "\(profile.name), \(name)", values: values))
            }
        }
        return Table(title: "Griefing factor of the best strategy", columns: columns.map(\.name), rows: rows)
    }

    private static let clients: [(String, FramingGame.Client)] = [
        ("honest client", .honest), ("malicious client", .malicious),
        ("client that pays when outvoted", .retreating),
        ("client bound by its escalation", .bound),
    ]

    private static func framing(
        _ profile: MarketProfile,
        _ client: FramingGame.Client,
        _ name: String,
        _ columns: [(name: String, value: Double)],
        burnsAll: Bool = false
    ) -> Row {
        var terms = MarketTerms(profile)
        terms.cost = 0.7
        if burnsAll { (terms.beta, terms.gamma) = (0, 0) }
        return Row(name: name, values: columns.map { FramingGame(terms, share: $0.value, client: client).gain })
    }
}
