import ContentAddressing
import Core

/// How content is shown.
enum DataViews {
    static func roots(_ roots: [ContentRoot], now: Timestamp) -> Answer {
        Answer(
            document: Wire.page(roots.map(\.wireValue)),
            table: table(roots, now: now),
            identifiers: roots.map(\.cid.description)
        )
    }

    /// One root; its CID alone on a line of the table view would hide what was added, so it is a row.
    static func root(_ root: ContentRoot, now: Timestamp) -> Answer {
        Answer(document: root.wireValue, table: table([root], now: now), identifiers: [root.cid.description])
    }

    private static func table(_ roots: [ContentRoot], now: Timestamp) -> Table {
        var table = Table(columns: [
            .init("CID"), .init("KIND"), .init("SIZE", right: true), .init("FILES", right: true), .init("NAME"),
            .init("ADDED", wide: true), .init("PATH", wide: true),
        ])
        for root in roots {
            table.add([
                .init(root.cid.description), .init(root.kind.rawValue), JobViews.bytes(root.contentBytes),
                .init(String(root.files)), .init(root.name), JobViews.age(root.addedAt, now),
                .init(root.hostPath ?? ""),
            ])
        }
        return table
    }

    static func entries(_ entries: [ContentEntry]) -> Answer {
        var table = Table(columns: [
            .init("KIND"), .init("SIZE", right: true), .init("CID"), .init("NAME"),
            .init("TSIZE", right: true, wide: true),
        ])
        for entry in entries {
            table.add([
                .init(entry.kind.rawValue), JobViews.bytes(entry.contentBytes), .init(entry.cid.description),
                .init(entry.name),
                .init(String(entry.tsize)),
            ])
        }
        return Answer(
            document: Wire.page(entries.map(\.wireValue)),
            table: table,
            identifiers: entries.map(\.cid.description)
        )
    }

    static func stat(_ root: ContentRoot, holders: [String], now: Timestamp) -> Answer {
        var document = root.wireValue
        if case .object(let members) = document {
            document = .object(members + [.init("Holders", .array(holders.map { .string($0) }))])
        }
        var text = StyledText()
        text.fields([
            ("CID", .init(root.cid.description)), ("Name", .init(root.name)), ("Kind", .init(root.kind.rawValue)),
            ("Size", .init(HumanText.bytes(root.contentBytes))), ("DAG size", .init(HumanText.bytes(root.tsize))),
            ("Files", .init(String(root.files))), ("Added", JobViews.age(root.addedAt, now)),
            ("Path", .init(root.hostPath ?? "")), ("Held by", .init(holders.joined(separator: ", "))),
        ])
        return Answer(
            document: document,
            table: table([root], now: now),
            identifiers: [root.cid.description],
            text: text
        )
    }

    static func report(_ report: VerifyReport) -> Answer {
        var table = Table(columns: [
            .init("BLOCKS", right: true), .init("SIZE", right: true), .init("PROBLEMS", right: true),
        ])
        table.add([
            .init(String(report.blocks)), JobViews.bytes(report.bytes),
            .init(String(report.problems.count), style: report.problems.isEmpty ? .good : .bad),
        ])
        return Answer(document: report.wireValue, table: table, identifiers: report.problems)
    }
}
