import ArgumentParser
import Settlement

/// The command `bacalhau ledger script`.
struct LedgerScriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Run a script of messages against a ledger in memory and print what became of each line.",
        discussion: """
            EXAMPLES
              bacalhau ledger script story.jsonl
            """
    )

    @Argument(help: ArgumentHelp("The script: one JSON object per line.", valueName: "file"), completion: .file())
    var file: String

    /// A script has at most 64 MiB.
    private static let bytesMax = 64 << 20

    func run() async throws {
        let context = CommandContext.current
        var script = LedgerScript()
        let text = try LocalFiles.readText(context.absolutePath(file), bytesMax: Self.bytesMax)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let answer = script.run(String(line)) { try context.console.write(answer + "\n") }
        }
        for line in script.balances() { try context.console.write(line + "\n") }
        if let violation = script.violation {
            throw CommandError(.failed, "a promise of the protocol does not hold: \(violation)")
        }
    }
}
