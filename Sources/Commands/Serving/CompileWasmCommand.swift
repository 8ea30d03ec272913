import ArgumentParser

/// `bacalhau internal compile-wasm`.
struct CompileWasmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile-wasm",
        abstract: "Compile a module ahead of time, in a process of its own.",
        shouldDisplay: false
    )

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("What the wasm engine gives.", valueName: "arguments")
    )
    var arguments: [String] = []

    func run() async throws {
        let status = CommandContext.current.roles.compileWasm(arguments)
        if status != 0 { throw ExitCode(status) }
    }
}
