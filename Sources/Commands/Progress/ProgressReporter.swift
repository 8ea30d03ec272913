import Core

/// Shows the progress of a job on the error stream: live, line by line, or not at all.
struct ProgressReporter: Sendable {
    /// How progress is shown.
    enum Mode: Sendable, Hashable {
        case live(isColoured: Bool)
        case plain
        case silent
    }

    private let mode: Mode
    private let console: any Console
    private var view: LiveView
    private var plain = PlainProgress()

    init(mode: Mode, console: any Console) {
        self.mode = mode
        self.console = console
        view = LiveView(console: console)
    }

    mutating func show(_ model: ProgressModel, now: Timestamp) {
        switch mode {
        case .silent: break
        case .plain: for line in plain.lines(model) { console.note(line) }
        case .live(let isColoured):
            let columns = console.errorColumns - 1
            let visible = ProgressRenderer.lines(model, now: now, columns: columns, isColoured: false)
            let lines = ProgressRenderer.lines(model, now: now, columns: columns, isColoured: isColoured)
            view.draw(lines, visibleColumns: visible.map(TextWidth.of))
        }
    }

    /// Ends the showing; a live view leaves the screen.
    mutating func finish() { view.clear() }
}
