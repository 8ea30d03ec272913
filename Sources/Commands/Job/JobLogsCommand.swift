import ArgumentParser
import Core

/// The command `bacalhau job logs`.
struct JobLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a job's programs print or printed.",
        discussion: """
            What programs printed to their output goes to the output, their errors to the error stream.

            EXAMPLES
              bacalhau job logs j-1a2b3c4d
              bacalhau job logs j-1a2b3c4d --follow
              bacalhau job logs j-1a2b3c4d --execution e-5e6f7a8b --tail --follow
            """
    )

    @OptionGroup var job: JobArgument
    @Flag(name: .shortAndLong, help: "Go on until the program ends.")
    var follow = false
    @Flag(help: "Only what is printed from now on.")
    var tail = false
    @Option(help: ArgumentHelp("Only this execution.", valueName: "id"))
    var execution = ""
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var query = LogQuery()
        query.executionID = execution
        query.isTail = tail
        query.isFollow = follow
        try await LogPrinter.print(try await connection.node().logs(job.name, query))
    }
}
