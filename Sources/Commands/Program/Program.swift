import ArgumentParser
import Core
import Glibc

/// The program: parses the command line, runs the command, and gives its exit status.
package enum Program {
    private static let helpColumnsMax = 100

    /// Runs the command line of this process and ends it.
    package static func main() async -> Never {
        // A reader that goes away shows as an error of `write`, not as the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let context = CommandContext.ofProcess(roles: roles)
        exit(await run(Array(CommandLine.arguments.dropFirst()), context: context))
    }

    /// Runs a command line in a context; what it says goes to the context's console.
    ///
    /// Gives the exit status.
    static func run(_ arguments: [String], context: CommandContext) async -> Int32 {
        await CommandContext.$current.withValue(context) {
            let arguments = normalised(arguments)
            do {
                var command = try BacalhauCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                return ExitStatus.success
            } catch {
                return explain(error, arguments, context)
            }
        }
    }

    /// v1 writes `--wait=false`; here a flag is turned off by its own name.
    private static func normalised(_ arguments: [String]) -> [String] {
        var isBeforeTerminator = true
        return arguments.map { argument in
            if argument == "--" { isBeforeTerminator = false }
            guard isBeforeTerminator else { return argument }
            return switch argument {
            case "--wait=false": "--no-wait"
            case "--wait=true": "--wait"
            default: argument
            }
        }
    }

    /// Help goes to the output; errors, ours and those of the parser, to the error stream.
    private static func explain(_ error: any Error, _ arguments: [String], _ context: CommandContext) -> Int32 {
        if let (status, text) = ExitStatus.describe(error) {
            if !text.isEmpty { context.console.note(text) }
            return status
        }
        let status = BacalhauCommand.exitCode(for: error)
        let text = BacalhauCommand.fullMessage(for: error, columns: min(context.console.errorColumns, helpColumnsMax))
        guard status != .success else {
            // Nobody can be told that the help could not be written.
            try? context.console.write(text + "\n")
            return ExitStatus.success
        }
        context.console.note(text)
        if let meant = probableCommand(arguments) { context.console.note("  Did you mean '\(meant)'?") }
        return status == .validationFailure ? ExitStatus.usage : status.rawValue
    }

    /// The command that a wrong word among the arguments was probably meant to be, in full.
    private static func probableCommand(_ arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = BacalhauCommand.self
        var path = "bacalhau"
        for word in arguments {
            let configuration = command.configuration
            let known = configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
            guard !known.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                // Key paths through these metatypes crash the compiler (Swift 6.3.1).
                let names = known.map { $0.configuration }.filter { $0.shouldDisplay }.compactMap { $0.commandName }
                return NearestSpelling.of(word, among: names).map { "\(path) \($0)" }
            }
            path += " \(word)"
            command = next
        }
        return nil
    }
}
