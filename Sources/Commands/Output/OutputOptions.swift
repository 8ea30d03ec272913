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
