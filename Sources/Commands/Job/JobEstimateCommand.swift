import ArgumentParser
import Core

/// The command `bacalhau job estimate`.
struct JobEstimateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Show what a job would cost and how far its result could be trusted; submit nothing.",
        discussion: """
            All styles stand side by side; the job's own is marked with *. For each share of the network that lies \
            together, WRONG is the chance that a lie of the node that runs the job is accepted.

            EXAMPLES
              bacalhau job estimate job.yaml
              bacalhau job estimate job.yaml --max-price 2cr --check-percent 10
              cat job.yaml | bacalhau job estimate -
            """
    )

    @Argument(help: ArgumentHelp("The file, or - for the standard input.", valueName: "file"), completion: .file())
    var file = "-"

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Node") var connection: ConnectionOptions

    func run() async throws {
        let specs = try trust.applied(to: try SpecFile.read(file, context: CommandContext.current))
        let node = try connection.node()
        var estimates: [(name: String, estimate: JobEstimate)] = []
        for spec in specs { estimates.append((spec.name, try await node.estimate(spec))) }
        try output.show(EstimateViews.answer(estimates))
    }
}
