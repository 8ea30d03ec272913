import ArgumentParser
import Core

/// The command `bacalhau job validate`.
struct JobValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the jobs of a file and submit nothing.",
        discussion: """
            EXAMPLES
              bacalhau job validate job.yaml
              bacalhau job validate --ask-node job.yaml    also ask a node whether it could run them
            """
    )

    @Argument(help: ArgumentHelp("The file, or - for the standard input.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Also ask a node: how many partitions, which data is missing.")
    var askNode = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let specs = try SpecFile.read(file, context: CommandContext.current)
        var table = Table(columns: [
            .init("DOCUMENT", right: true), .init("NAME"), .init("TYPE"), .init("VALID"), .init("NOTES"),
        ])
        var items: [JSONValue] = []
        for (index, spec) in specs.enumerated() {
            var notes = JobNormaliser.normalise(spec).warnings
            if askNode { notes += try await connection.node().validate(spec) }
            let text = notes.joined(separator: "; ")
            table.add([
                .init(String(index + 1)), .init(spec.name), .init(spec.type.rawValue), .init("yes", style: .good),
                .init(text),
            ])
            items.append(
                .object([
                    .init("Name", .string(spec.name)), .init("Valid", .bool(true)),
                    .init("Notes", .array(notes.map { .string($0) })),
                ])
            )
        }
        try output.show(Answer(document: .array(items), table: table, identifiers: specs.map(\.name)))
    }
}
