import Core

/// Reads the program that `run` is to run.
struct ProgramLoader: Sendable {
    /// What was given to run.
    enum Source: Sendable, Hashable {
        case ready(JobProgram)
        /// A module by file, URL or CID.
        case module(String, entrypoint: String, arguments: [String], imports: [String])
    }

    private static let textBytesMax = SandboxParameters.textBytesMax
    private static let kinds = [".py", ".sh", ".wasm"]

    let context: CommandContext

    /// The program of a shell line or of a file by its ending.
    ///
    /// Throws `usage` for other files.
    func load(command: String?, file: String?, requirements: String?, arguments: [String]) throws -> Source {
        if let command { return .ready(.command(command)) }
        guard let file else {
            throw CommandError(.usage, "there is nothing to run", hint: "give a line with -e, or a file")
        }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        if name.hasSuffix(".wasm") {
            return .module(file, entrypoint: WasmParameters.defaultEntrypoint, arguments: arguments, imports: [])
        }
        if name.hasSuffix(".py") {
            let text = try LocalFiles.readText(context.absolutePath(file), bytesMax: Self.textBytesMax)
            let needs = try requirements.map {
                try LocalFiles.readText(context.absolutePath($0), bytesMax: Self.textBytesMax)
            }
            return .ready(.python(name: name, text: text, requirements: needs ?? "", arguments: arguments))
        }
        guard name.hasSuffix(".sh") else {
            let isExecutable = LocalFiles.exists(context.absolutePath(file))
            throw CommandError(
                .usage,
                "'\(file)' is not a .py, .sh or .wasm file",
                hint: isExecutable
                    ? "a program that is on the node goes into a line: -e '\(name) …'"
                    : "for a shell line write -e '\(file)'"
            )
        }
        guard arguments.isEmpty else {
            throw CommandError(.usage, "a .sh file takes no arguments", hint: "set variables with --env K=V")
        }
        return .ready(.command(try LocalFiles.readText(context.absolutePath(file), bytesMax: Self.textBytesMax)))
    }
}
