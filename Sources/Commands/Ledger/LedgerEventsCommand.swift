import ArgumentParser
import Core
import Ledger

/// The command `bacalhau ledger events`.
struct LedgerEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "List the entries of the log and what each of them did.",
        discussion: """
            EXAMPLES
              bacalhau ledger events --after 100 --limit 50
            """
    )

    @Option(help: ArgumentHelp("Start after this entry.", valueName: "number"))
    var after: UInt64?
    @Option(help: ArgumentHelp("The most entries.", valueName: "n"))
    var limit = 20
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be between 1 and 1000") }
        guard after.map({ $0 < 1 << 62 }) ?? true else { throw ValidationError("--after is too large") }
    }

    func run() async throws {
        let entries: [LoggedEntry]
        switch try LedgerAccess.find(try connection.configuration()) {
        case .folder(let folder):
            entries = try await folder.withLog { log in
                try await log.entries(from: after.map { $0 + 1 } ?? 0, limit: limit).map { try LoggedEntry($0) }
            }
        case .server(let api, let endpoint):
            entries = try await LedgerAccess.ask(api, endpoint) { api in
                try await RemoteLedger(api).events(after: after, limit: limit)
            }
        }
        try output.show(LedgerViews.entries(entries, about: nil))
    }
}
