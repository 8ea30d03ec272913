import ArgumentParser
import Core

/// The command `bacalhau wasm run`.
struct WasmRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a WebAssembly module where the data is.",
        discussion: """
            A small module travels with the job; a larger one is added to the node, which must then be on this machine.

            EXAMPLES
              bacalhau wasm run main.wasm -c CID
              bacalhau wasm run bafy... --entry-point _start -- inputs/a.csv outputs/b.csv
              bacalhau wasm run https://example.org/m.wasm -I easter.wasm --timeout 5m
            """
    )

    @Argument(help: ArgumentHelp("The module: a file, a URL or a CID.", valueName: "module"), completion: .file())
    var module: String

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What follows -- goes to the program.", valueName: "args"))
    var arguments: [String] = []

    @Option(help: ArgumentHelp("The function to call.", valueName: "name"))
    var entryPoint = WasmParameters.defaultEntrypoint

    @Option(
        name: [.customShort("I"), .long],
        parsing: .singleValue,
        help: ArgumentHelp("A module to link before this one; may be repeated.", valueName: "module")
    )
    var importModules: [String] = []

    @OptionGroup(title: "Job") var job: JobOptions
    @OptionGroup(title: "Waiting") var runtime: RuntimeOptions
    @OptionGroup(title: "Output") var view: ViewOptions
    @OptionGroup(title: "Node") var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        let settings = JobRunner.Settings(runtime, view, job.format)
        let source = ProgramLoader.Source.module(
            module,
            entrypoint: entryPoint,
            arguments: arguments,
            imports: importModules
        )
        try await JobSubmission(options: job, settings: settings, context: context, connection: connection).run(source)
    }
}
