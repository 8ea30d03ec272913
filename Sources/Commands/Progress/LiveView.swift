/// Redraws a few lines in place on the terminal of the error stream.
struct LiveView: Sendable {
    private let console: any Console
    /// The lines on the screen, and how many columns each was drawn with.
    private var drawn: [Int] = []

    init(console: any Console) { self.console = console }

    /// Replaces what was drawn before.
    mutating func draw(_ lines: [String], visibleColumns: [Int]) {
        console.writeError(erasing() + lines.map { $0 + "\n" }.joined())
        drawn = visibleColumns
    }

    /// Takes the view off the screen.
    mutating func clear() {
        guard !drawn.isEmpty else { return }
        console.writeError(erasing())
        drawn = []
    }

    /// Moves to the first line drawn and clears to the end of the screen.
    ///
    /// A terminal that became narrower has wrapped the lines meanwhile, so rows are counted with its present width.
    private func erasing() -> String {
        let columns = console.errorColumns
        let rows = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
        return rows == 0 ? "" : "\u{1B}[\(rows)A\r\u{1B}[J"
    }
}
