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
    @OptionGroup var versions: VersionOptions
    @OptionGroup var rows: RowOptions
    @Option(help: ArgumentHelp("The row order: created_at or modified_at.", valueName: "field"))
    var orderBy = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = ExecutionListQuery()
        query.version = versions.wanted
        query.limit = rows.limit
        query.order = orderBy
        query.isReversed = rows.orderReversed
        let executions = try await connection.node().executions(job.name, query)
        let now = CommandContext.current.clock()
        try output.show(JobViews.executions(executions, now: now, isWide: output.isWide))
    }
}
