import ArgumentParser
import Core

/// The command `bacalhau run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a shell line, a Python script or a WebAssembly module where the data is.",
        discussion: """
            Data is mounted read-only at /inputs; what the program writes to /outputs is kept as its result.

            EXAMPLES
              bacalhau run -e 'grep -c ERROR /inputs/*.log' -c CID
              bacalhau run analyse.py -r requirements.txt -c CID -- --top 10
              bacalhau run -e 'wc -l /inputs/*' -c CID --shard 8 --download ./counts
              bacalhau run main.wasm -c CID --local
              bacalhau run -e 'date' --dry-run
            """
    )

    @Option(name: .customShort("e"), help: ArgumentHelp("A line for the shell.", valueName: "line"))
    var command: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Python packages that the script needs.", valueName: "file"))
    var requirements: String?

    @Argument(
        help: ArgumentHelp("A program instead of -e: a .py, .sh or .wasm file.", valueName: "file"),
        completion: .file()
    )
    var program: String?

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What follows -- goes to the program.", valueName: "args"))
    var arguments: [String] = []

    @OptionGroup(title: "Job") var job: JobOptions
    @OptionGroup(title: "Waiting") var runtime: RuntimeOptions
    @OptionGroup(title: "Output") var view: ViewOptions
    @OptionGroup(title: "Node") var connection: ConnectionOptions

    func validate() throws {
        switch (command, program) {
        case (nil, nil):
            throw ValidationError(
                "There is nothing to run. Give a shell line with -e 'LINE', or a .py, .sh or .wasm file."
            )
        case (_?, _?):
            throw ValidationError("-e and a file are two programs. Leave one out.")
        case (let line?, nil):
            if line.isEmpty { throw ValidationError("-e is empty. Write for example -e 'wc -l /inputs/*'.") }
            if !arguments.isEmpty {
                throw ValidationError("Arguments after -- go with a file. Write them into the line of -e.")
            }
        default: break
        }
        if requirements != nil, program?.hasSuffix(".py") != true {
            throw ValidationError("-r goes with a Python script.")
        }
    }

    func run() async throws {
        let context = CommandContext.current
        let settings = JobRunner.Settings(runtime, view, job.format)
        let loader = ProgramLoader(context: context)
        let source = try loader.load(command: command, file: program, requirements: requirements, arguments: arguments)
        try await JobSubmission(options: job, settings: settings, context: context, connection: connection).run(source)
    }
}
