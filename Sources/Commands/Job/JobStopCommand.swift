import ArgumentParser
import Core

/// The command `bacalhau job stop`.
struct JobStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a job.",
        discussion: """
            EXAMPLES
              bacalhau job stop j-1a2b3c4d
              bacalhau job stop my-job --reason 'wrong input'
            """
    )

    @OptionGroup var job: JobArgument
    @Option(help: "Why; it is kept with the job.")
    var reason = ""
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        try await node.stop(job.name, reason: reason)
        let stopped = try await node.job(job.name, version: 0)
        let now = CommandContext.current.clock()
        try output.show(JobViews.jobs([stopped], nextToken: "", now: now, isWide: output.isWide))
    }
}
