import ArgumentParser
import Core

/// The command `bacalhau job run`.
struct JobRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the jobs of a YAML or JSON file.",
        discussion: """
            A file may hold several documents; they are run one after the other. Fields that do not exist are errors.

            EXAMPLES
              bacalhau job run job.yaml
              bacalhau job run --no-wait job.json
              cat job.yaml | bacalhau job run -
            """
    )

    @Argument(help: ArgumentHelp("The file, or - for the standard input.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Run a job of a known name again although nothing changed.")
    var force = false

    @OptionGroup(title: "Trust") var trust: TrustOptions
    @OptionGroup(title: "Waiting") var runtime: RuntimeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Node") var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        var settings = JobRunner.Settings(runtime, output.view, output.output)
        settings.isForced = force
        let specs = try trust.applied(to: try SpecFile.read(file, context: context))
        if runtime.dryRun {
            for (index, spec) in specs.enumerated() {
                if index > 0 { try context.console.write("---\n") }
                try JobRunner.printSpec(spec, settings, context)
            }
            return
        }
        let configuration = try connection.configuration()
        let runAll: @Sendable (any NodeAPI) async throws -> Void = { [settings] node in
            for spec in specs { try await JobRunner(node: node, settings: settings, context: context).run(spec) }
        }
        if runtime.local {
            for spec in specs { try SpecCheck.checkLocal(spec) }
            let origin = LocalInputs(endpoint: configuration.endpoint, context: context)
            try await context.roles.withLocalNode(configuration) { node in
                for spec in specs { try await origin.bring(spec, to: node) }
                try await runAll(node)
            }
        } else {
            try await runAll(context.connector.node(at: configuration.endpoint))
        }
    }
}
