/// Rows under titles: what `table` and `csv` show of an answer.
struct Table: Sendable, Hashable {
    /// A title and how its cells stand.
    struct Column: Sendable, Hashable {
        var title: String
        var isRightAligned = false
        /// Shown in a table with `--wide` only; CSV always has it.
        var isWideOnly = false

        init(_ title: String, right: Bool = false, wide: Bool = false) {
            self.title = title
            isRightAligned = right
            isWideOnly = wide
        }
    }

    /// A value as people read it and as programs do.
    struct Cell: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        var text: String
        /// What CSV has.
        var raw: String
        var style = TextStyle.plain

        init(_ text: String, raw: String? = nil, style: TextStyle = .plain) {
            self.text = text
            self.raw = raw ?? text
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    /// Adds a row; it must have as many cells as there are columns.
    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has one cell per column")
        rows.append(cells)
    }
}
