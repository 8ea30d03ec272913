import ArgumentParser

/// How the answer is shown: on every command that has one.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to show the answer: table, json, yaml or csv.")
    var output = OutputFormat.table

    @OptionGroup var view: ViewOptions

    /// Prints the answer to the output, and what there is to say about it to the error stream.
    func show(_ answer: Answer) throws { try view.show(answer, as: output) }

    /// Whether a table has its wide columns.
    var isWide: Bool { view.wide }
}

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

/// Which part of a list is shown.
struct ListOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most rows.", valueName: "n"))
    var limit: Int = 10

    @Option(help: ArgumentHelp("The row order.", valueName: "field"))
    var orderBy = ""

    @Flag(help: "Turn the order around.")
    var orderReversed = false

    @Option(help: ArgumentHelp("Go on where a page ended.", valueName: "token"))
    var nextToken = ""

    func validate() throws {
        guard (0...100_000).contains(limit) else { throw ValidationError("--limit must be between 0 and 100000") }
    }
}
