import Core

/// What a command answers: one value; text, table, JSON, YAML and the bare ids are views of it.
struct Answer: Sendable {
    /// What JSON and YAML show.
    var document: JSONValue
    /// What `table` and `csv` show.
    var table: Table
    /// What `--quiet` shows, one per line.
    var identifiers: [String]
    /// Shown instead of the table by `--output table`, for answers that are no list.
    var text: StyledText?
    /// Said on the error stream after a table: how to get the next page, say.
    var note: String?

    init(
        document: JSONValue,
        table: Table,
        identifiers: [String] = [],
        text: StyledText? = nil,
        note: String? = nil
    ) {
        self.document = document
        self.table = table
        self.identifiers = identifiers
        self.text = text
        self.note = note
    }

    /// The answer as it is printed.
    func rendered(_ view: AnswerView) -> String {
        if view.isQuiet { return identifiers.map { $0 + "\n" }.joined() }
        switch view.format {
        case .json: return document.jsonText(pretty: view.isPretty) + "\n"
        case .yaml: return YAMLWriter.text(document)
        case .csv: return CSVRenderer.render(table, hidesHeader: view.hidesHeader)
        case .table:
            if let text { return text.rendered(isColoured: view.isColoured) }
            return TableRenderer.render(
                table,
                isWide: view.isWide,
                hidesHeader: view.hidesHeader,
                isColoured: view.isColoured
            )
        }
    }
}
