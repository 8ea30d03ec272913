import ArgumentParser

/// The finer points of how an answer is shown.
struct ViewOptions: ParsableArguments {
    @Flag(help: "Show all columns, and nothing shortened.")
    var wide = false

    @Flag(help: "Leave out the titles of columns.")
    var hideHeader = false

    @Flag(help: "No colours; they are also off when the output is no terminal or NO_COLOR is set.")
    var noStyle = false

    @Flag(help: "Indent JSON.")
    var pretty = false

    @Flag(name: [.customLong("quiet"), .customShort("q")], help: "Show ids only, and no progress.")
    var quiet = false

    func show(_ answer: Answer, as format: OutputFormat) throws {
        let console = CommandContext.current.console
        let view = AnswerView(
            format: format,
            isWide: wide,
            hidesHeader: hideHeader,
            isColoured: isColoured(console.isOutputTerminal),
            isPretty: pretty,
            isQuiet: quiet
        )
        try console.write(answer.rendered(view))
        if let note = answer.note, format == .table, !quiet { console.note(note) }
    }

    /// Whether a stream gets colours (https://no-color.org).
    func isColoured(_ isTerminal: Bool) -> Bool {
        isTerminal && !noStyle && (CommandContext.current.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// How progress is shown.
    func progressMode() -> ProgressReporter.Mode {
        let console = CommandContext.current.console
        if quiet { return .silent }
        guard console.isErrorTerminal, !noStyle else { return .plain }
        return .live(isColoured: isColoured(true))
    }
}
