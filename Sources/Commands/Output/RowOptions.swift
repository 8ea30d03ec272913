import ArgumentParser

/// How much of a list that comes as a whole is shown, and from which end.
struct RowOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most rows; 0 means all.", valueName: "n"))
    var limit = 0

    @Flag(help: "Turn the order around.")
    var orderReversed = false
}
