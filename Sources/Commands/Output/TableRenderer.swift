/// Lays a table out in columns two spaces apart; widths depend on the content alone.
enum TableRenderer {
    private static let gap = "  "

    /// The lines of the table, each ended by a line break; nothing for a table without rows and header.
    static func render(_ table: Table, isWide: Bool, hidesHeader: Bool, isColoured: Bool) -> String {
        let shown = table.columns.indices.filter { isWide || !table.columns[$0].isWideOnly }
        let texts = table.rows.map { row in shown.map { TextWidth.harmless(row[$0].text) } }
        let titles = shown.map { table.columns[$0].title }
        var widths = titles.map { hidesHeader ? 0 : TextWidth.of($0) }
        for row in texts {
            for (index, text) in row.enumerated() { widths[index] = max(widths[index], TextWidth.of(text)) }
        }
        var result = ""
        if !hidesHeader {
            let styled = titles.map { Table.Cell($0, style: .bold) }
            result += line(styled, shown.map { table.columns[$0] }, widths, isColoured)
        }
        for (row, cells) in zip(texts, table.rows) {
            let styled = zip(row, shown).map { Table.Cell($0, style: cells[$1].style) }
            result += line(styled, shown.map { table.columns[$0] }, widths, isColoured)
        }
        return result
    }

    private static func line(
        _ cells: [Table.Cell],
        _ columns: [Table.Column],
        _ widths: [Int],
        _ isColoured: Bool
    ) -> String {
        var result = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - TextWidth.of(cell.text))
            let styled = cell.style.apply(cell.text, isColoured: isColoured)
            let isLast = index == cells.count - 1
            if columns[index].isRightAligned {
                result += padding + styled
            } else {
                result += isLast ? styled : styled + padding
            }
            if !isLast { result += gap }
        }
        while result.last == " " { result.removeLast() }
        return result + "\n"
    }
}
