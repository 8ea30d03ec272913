import ArgumentParser
import Core

/// The command `bacalhau job why`.
struct JobWhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain why a job runs where it does, waits, or failed.",
        discussion: """
            EXAMPLES
              bacalhau job why j-1a2b3c4d
            """
    )

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try output.show(JobViews.why(try await connection.node().why(job.name)))
    }
}
