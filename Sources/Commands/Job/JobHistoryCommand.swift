import ArgumentParser
import Core

/// The command `bacalhau job history`.
struct JobHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what happened to a job, step by step.",
        discussion: """
            EXAMPLES
              bacalhau job history j-1a2b3c4d
              bacalhau job history j-1a2b3c4d --event-type execution --execution e-5e6f7a8b
            """
    )

    @OptionGroup var job: JobArgument
    @Option(help: "Only events of the 'job' or of its 'execution's.")
    var eventType = EventKind.all
    @Option(help: ArgumentHelp("Only events of this execution.", valueName: "id"))
    var execution = ""
    @OptionGroup var versions: VersionOptions
    @Option(help: ArgumentHelp("The most rows.", valueName: "n"))
    var limit = 100
    @Option(help: ArgumentHelp("Go on where a page ended.", valueName: "token"))
    var nextToken = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = HistoryListQuery()
        query.version = versions.wanted
        query.limit = limit
        query.nextToken = nextToken
        query.execution = execution
        query.kind = eventType == .all ? "" : eventType.rawValue
        let (events, token) = try await connection.node().history(job.name, query)
        // A running job always has a token; only a full page has a next one now.
        try output.show(JobViews.history(events, nextToken: events.count == limit ? token : "", isWide: output.isWide))
    }
}
