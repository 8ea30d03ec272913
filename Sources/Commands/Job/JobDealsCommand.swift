import ArgumentParser
import Core

/// The command `bacalhau job deals`.
struct JobDealsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deals",
        abstract: "List the deals behind the executions of a paid job, and how far each result is trusted.",
        discussion: """
            TRUST is pending while the node works, provisional until the coin is drawn, checking while others run it \
            again, and in the end unchecked, verified, refuted, unresolved, or void when no result was paid for.

            EXAMPLES
              bacalhau job deals j-1a2b3c4d
              bacalhau job deals my-job --all-versions --output json
            """
    )

    @OptionGroup var job: JobArgument
    @OptionGroup var versions: VersionOptions
    @Option(help: ArgumentHelp("The most rows; 0 means all.", valueName: "n"))
    var limit = 0
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit must be 0 or more.") }
    }

    func run() async throws {
        let deals = try await connection.node().deals(job.name, version: versions.wanted, limit: limit)
        let none = "nothing was paid for it; jobs of style verified, assured or redundant have deals"
        let now = CommandContext.current.clock()
        try output.show(DealViews.deals(deals, none: none, now: now, isWide: output.isWide))
    }
}
