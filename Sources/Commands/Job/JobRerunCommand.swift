import ArgumentParser
import Core

/// The command `bacalhau job rerun`.
struct JobRerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run a job again as its next version.",
        discussion: """
            EXAMPLES
              bacalhau job rerun my-job
              bacalhau job rerun my-job --version 2 --no-wait
            """
    )

    @OptionGroup var job: JobArgument
    @Option(help: ArgumentHelp("The version to run again; 0 means the latest.", valueName: "n"))
    var version = 0
    @OptionGroup(title: "Waiting") var waiting: WaitOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Node") var connection: ConnectionOptions

    func run() async throws {
        let node = try connection.node()
        let settings = JobRunner.Settings(waiting.runtime, output.view, output.output)
        let reply = try await node.rerun(job.name, version: version)
        try await JobRunner(node: node, settings: settings, context: CommandContext.current).follow(reply)
    }
}
