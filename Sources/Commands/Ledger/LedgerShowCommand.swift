import ArgumentParser
import Core
import Ledger

/// The command `bacalhau ledger show`.
struct LedgerShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show where the ledger stands.",
        discussion: """
            EXAMPLES
              bacalhau ledger show --output json
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        switch try LedgerAccess.find(try connection.configuration()) {
        case .folder(let folder):
            let restored = try await folder.withLog { try await LedgerRecovery.restore($0) }
            try output.show(LedgerViews.standing(restored))
        case .server(let api, let endpoint):
            let overview = try await LedgerAccess.ask(api, endpoint) { try await $0.overview() }
            try output.show(LedgerViews.standing(overview))
        }
    }
}
