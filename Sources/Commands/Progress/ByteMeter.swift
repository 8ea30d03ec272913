/// Shows how many bytes have gone by, on a live terminal only.
struct ByteMeter {
    /// How many more bytes are worth a new drawing.
    private static let stepBytes: UInt64 = 4 << 20

    private let title: String
    private let isLive: Bool
    private let console: any Console
    private var view: LiveView
    private var shown: UInt64?

    init(console: any Console, mode: ProgressReporter.Mode, title: String) {
        self.console = console
        self.title = title
        if case .live = mode { isLive = true } else { isLive = false }
        view = LiveView(console: console)
    }

    /// Shows `done` of `total` bytes; calls that change little draw nothing.
    mutating func show(_ done: UInt64, of total: UInt64?) {
        guard isLive else { return }
        if let shown, done - min(shown, done) < Self.stepBytes, done != total { return }
        shown = done
        var text = "\(title) \(HumanText.bytes(done))"
        if let total, total > 0 { text += " of \(HumanText.bytes(total)) (\(min(100, done / max(1, total / 100))) %)" }
        let line = TextWidth.cut(text, to: console.errorColumns - 1)
        view.draw([line], visibleColumns: [TextWidth.of(line)])
    }

    /// Takes the meter off the screen.
    mutating func finish() { view.clear() }
}
