/// Lines of text whose pieces may stand out.
struct StyledText: Sendable, Hashable {
    private var pieces: [Table.Cell] = []

    /// Adds text, which may have line breaks.
    mutating func add(_ text: String, _ style: TextStyle = .plain) { pieces.append(Table.Cell(text, style: style)) }

    /// Adds a line.
    mutating func line(_ text: String = "", _ style: TextStyle = .plain) {
        add(text, style)
        add("\n")
    }

    /// Adds a title above what follows.
    mutating func title(_ text: String) {
        if !pieces.isEmpty { line() }
        line(text, .bold)
    }

    /// Adds `name = value` lines with the equals signs under each other; empty values are left out.
    mutating func fields(_ fields: [(name: String, value: Table.Cell)]) {
        let shown = fields.filter { !$0.value.text.isEmpty }
        let width = shown.map { TextWidth.of($0.name) }.max() ?? 0
        for (name, value) in shown {
            add(name + String(repeating: " ", count: width - TextWidth.of(name)) + " = ")
            line(TextWidth.harmless(value.text), value.style)
        }
    }

    /// Adds a table; its columns are coloured as the text is.
    mutating func table(_ table: Table, isWide: Bool) {
        add(TableRenderer.render(table, isWide: isWide, hidesHeader: false, isColoured: false))
    }

    /// The text, with escape sequences when it is coloured.
    func rendered(isColoured: Bool) -> String {
        pieces.map { $0.style.apply($0.text, isColoured: isColoured) }.joined()
    }
}
