import ArgumentParser

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
