import Core

/// How estimates are shown.
enum EstimateViews {
    /// One estimate as a document, several as a list.
    static func answer(_ estimates: [(name: String, estimate: JobEstimate)]) -> Answer {
        var text = StyledText()
        var all = table(for: estimates.first?.estimate)
        for (index, (name, estimate)) in estimates.enumerated() {
            if index > 0 { text.line() }
            var own = table(for: estimate)
            for choice in estimate.choices {
                own.add(row(choice, name))
                all.add(row(choice, name))
            }
            describe(estimate, name, own, &text)
        }
        let documents = estimates.map(\.estimate.wireValue)
        return Answer(document: documents.count == 1 ? documents[0] : .array(documents), table: all, text: text)
    }

    private static func describe(_ estimate: JobEstimate, _ name: String, _ table: Table, _ text: inout StyledText) {
        let charge =
            estimate.chargeLeast == estimate.chargeMost
            ? CreditQuantity.text(estimate.chargeMost)
            : "\(CreditQuantity.text(estimate.chargeLeast)) to \(CreditQuantity.text(estimate.chargeMost))"
        text.fields([
            ("Job", .init(name)), ("Executions", .init(String(estimate.executions))),
            ("Charge of one", .init(estimate.cap > 0 ? charge : "")),
            ("Available", .init(estimate.available.map { CreditQuantity.text($0) } ?? "")),
        ])
        text.line()
        text.table(table, isWide: false)
        let reasons = estimate.choices.filter { !$0.obstacle.isEmpty }
        guard !reasons.isEmpty || !estimate.notes.isEmpty else { return }
        text.line()
        for choice in reasons { text.line(TextWidth.harmless("\(choice.style.rawValue): \(choice.obstacle)")) }
        for note in estimate.notes { text.line(TextWidth.harmless("note: \(note)")) }
    }

    private static func table(for estimate: JobEstimate?) -> Table {
        let odds = estimate?.choices.first?.odds ?? []
        let shares = odds.map { Table.Column("WRONG AT \(percent($0.share))", right: true) }
        return Table(
            columns: [
                .init("JOB", wide: true), .init("STYLE"), .init("EXPECTED", right: true), .init("MOST", right: true),
                .init("ESCROW", right: true), .init("POST FEES", right: true), .init("OVERHEAD", right: true),
                .init("LIE FOUND", right: true),
            ] + shares + [.init("LOSS PER LIE", right: true)]
        )
    }

    private static func row(_ choice: JobEstimate.Choice, _ name: String) -> [Table.Cell] {
        let isShown = !choice.odds.isEmpty
        func money(_ units: Int64) -> Table.Cell {
            .init(isShown ? CreditQuantity.text(units) : "-", raw: isShown ? String(units) : "")
        }
        func share(_ part: Double) -> Table.Cell {
            .init(isShown ? percent(part) : "-", raw: isShown ? "\(part)" : "")
        }
        let odds = isShown ? choice.odds : JobEstimator.shares.map { .init(share: $0, found: 0, lossPerAccepted: nil) }
        let loss = choice.odds.compactMap(\.lossPerAccepted).min()
        return [
            .init(name),
            .init(
                choice.style.rawValue + (choice.isChosen ? " *" : ""),
                raw: choice.style.rawValue,
                style: choice.isChosen ? .bold : .plain
            ),
            money(choice.expectedMost), money(choice.most), money(choice.escrow), money(choice.postFees),
            share(choice.overheadPercent / 100), share(odds.first?.found ?? 0),
        ] + odds.map { share($0.accepted) } + [
            .init(loss.map { "\(tenths($0))x" } ?? "-", raw: loss.map { "\($0)" } ?? "")
        ]
    }

    /// A part of one in percent with one decimal, none when it is whole.
    private static func percent(_ part: Double) -> String { tenths(part * 100) + " %" }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int64((number * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
    }
}
