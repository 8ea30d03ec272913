import ArgumentParser

/// The command `bacalhau internal compile-wasm`.
struct CompileWasmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile-wasm",
        abstract: "Compile a module ahead of time, in a process of its own.",
        shouldDisplay: false
    )

    @Argument(help: ArgumentHelp("The module.", valueName: "in"))
    var input: String
    @Argument(help: ArgumentHelp("Where the compiled module goes.", valueName: "out"))
    var output: String

    func run() async throws {
        let context = CommandContext.current
        try await context.roles.compileWasm(input: context.absolutePath(input), output: context.absolutePath(output))
    }
}
