import ArgumentParser
import Core

/// The command `bacalhau job executions`.
struct JobExecutionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executions",
        abstract: "List the executions of a job.",
        discussion: """
            EXAMPLES
              bacalhau job executions j-1a2b3c4d
              bacalhau job executions j-1a2b3c4d --wide --order-by modified_at --order-reversed
            """
    )

    @OptionGroup var job: JobArgument
    @Option(help: ArgumentHelp("The version of the job; 0 means the latest.", valueName: "n"))
    var version = 0
    @Flag(help: "All versions of the job.")
    var allVersions = false
    @Option(help: ArgumentHelp("The most rows; 0 means all.", valueName: "n"))
    var limit = 0
    @Option(help: ArgumentHelp("The row order: created_at or modified_at.", valueName: "field"))
    var orderBy = ""
    @Flag(help: "Turn the order around.")
    var orderReversed = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = ExecutionListQuery()
        query.version = allVersions ? nil : version
        query.limit = limit
        query.order = orderBy
        query.isReversed = orderReversed
        let executions = try await connection.node().executions(job.name, query)
        let now = CommandContext.current.clock()
        try output.show(JobViews.executions(executions, now: now, isWide: output.isWide))
    }
}
