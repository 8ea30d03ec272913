import Core

/// Which view of an answer is wanted.
struct AnswerView: Sendable, Hashable {
    var format = OutputFormat.table
    var isWide = false
    var hidesHeader = false
    var isColoured = false
    var isPretty = false
    var isQuiet = false
}
