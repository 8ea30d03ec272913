import ArgumentParser
import Core

/// `bacalhau job rerun`.
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

/// The part of waiting that goes with a job that is known already.
struct WaitOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Wait until the job has ended.")
    var wait = true

    @Flag(name: .shortAndLong, help: "Show what the programs print while they run.")
    var follow = false

    @Flag(help: "Print the job's id and nothing else.")
    var idOnly = false

    /// The same as the options of `run` hold it.
    var runtime: RuntimeOptions {
        var options = RuntimeOptions()
        options.wait = wait
        options.follow = follow
        options.idOnly = idOnly
        return options
    }
}
