/// Writes a table as comma-separated values by RFC 4180, with every column and values for programs.
enum CSVRenderer {
    /// The lines of the table, ended by CR and LF.
    static func render(_ table: Table, hidesHeader: Bool) -> String {
        var result = hidesHeader ? "" : line(table.columns.map(\.title))
        for row in table.rows { result += line(row.map(\.raw)) }
        return result
    }

    private static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

    private static func quoted(_ field: String) -> String {
        let special: (UInt8) -> Bool = { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
        let hasMargin = field.first == " " || field.last == " "
        guard hasMargin || field.utf8.contains(where: special) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
