import ArgumentParser
import Core

/// The command `bacalhau job versions`.
struct JobVersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "List the versions of a job.",
        discussion: """
            EXAMPLES
              bacalhau job versions my-job
            """
    )

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let jobs = try await connection.node().versions(job.name)
        try output.show(JobViews.versions(jobs, now: CommandContext.current.clock()))
    }
}
