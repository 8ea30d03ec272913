import ArgumentParser
import Core

/// The command `bacalhau job describe`.
struct JobDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a job with its executions, history and output.",
        discussion: """
            EXAMPLES
              bacalhau job describe j-1a2b3c4d
              bacalhau job describe my-job --output yaml
            """
    )

    @OptionGroup var job: JobArgument
    @Option(help: ArgumentHelp("The version of the job; 0 means the latest.", valueName: "n"))
    var version = 0
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        let found = try await node.job(job.name, version: version)
        let name = JobName(found.id.text)
        var executionQuery = ExecutionListQuery()
        executionQuery.version = found.version
        var historyQuery = HistoryListQuery()
        historyQuery.version = found.version
        let executions = try await node.executions(name, executionQuery)
        let (events, _) = try await node.history(name, historyQuery)
        var description = JobDescription(job: found, executions: executions, events: events)
        if found.spec.trust?.style.isPaid == true { description.deals = try await deals(of: found, node) }
        try output.show(description.answer(now: CommandContext.current.clock(), isWide: output.isWide))
    }

    /// Nil when the server runs without the ledger that the job was paid on.
    private func deals(of job: Job, _ node: any NodeAPI) async throws -> [DealRecord]? {
        do {
            return try await node.deals(JobName(job.id.text), version: job.version, limit: 0)
        } catch let error as CoreError where error.code == .notFound {
            return nil
        }
    }
}
