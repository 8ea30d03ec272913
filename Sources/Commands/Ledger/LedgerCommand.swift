import ArgumentParser

/// The command `bacalhau ledger`.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Make, check and export the ledger of deals.",
        discussion: """
            The ledger is that of the data folder. When there is none, when another process has it, or when --api-host \
            or --api-port is given, the server at that address is asked.

            EXAMPLES
              bacalhau ledger init --test --faucet 1000cr
              bacalhau ledger show
              bacalhau ledger verify
              bacalhau ledger export --output-file ledger.export
              bacalhau ledger verify --file ledger.export
            """,
        subcommands: [
            LedgerInitCommand.self, LedgerShowCommand.self, LedgerVerifyCommand.self, LedgerExportCommand.self,
            LedgerHeadCommand.self, LedgerEventsCommand.self, LedgerReputationCommand.self, LedgerScriptCommand.self,
        ]
    )
}
