import ArgumentParser

/// The command `bacalhau wallet`.
struct WalletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet",
        abstract: "Keep keys and move money on the ledger.",
        discussion: """
            An amount is a number of units, or of credits with 'cr' behind: 1cr is 1000000000. The ledger is that of \
            the data folder. When there is none, when another process has it, or when --api-host or --api-port is \
            given, the server at that address is asked; keys never leave this machine.

            EXAMPLES
              bacalhau wallet create alice
              bacalhau wallet faucet alice 10cr
              bacalhau wallet stake alice 2.5cr
              bacalhau wallet balance alice --output json
              bacalhau wallet allow alice batch 1cr --days 7
            """,
        groupedSubcommands: [
            CommandGroup(name: "KEYS", subcommands: [WalletCreateCommand.self, WalletListCommand.self]),
            CommandGroup(
                name: "MONEY",
                subcommands: [
                    WalletBalanceCommand.self, WalletHistoryCommand.self, WalletWithdrawCommand.self,
                    WalletStakeCommand.self, WalletUnstakeCommand.self,
                ]
            ),
            CommandGroup(
                name: "SUB-ACCOUNTS",
                subcommands: [
                    WalletAllowCommand.self, WalletDrawCommand.self, WalletGiveBackCommand.self,
                    WalletRecallCommand.self,
                ]
            ),
            CommandGroup(name: "OPERATOR", subcommands: [WalletDepositCommand.self, WalletFaucetCommand.self]),
        ]
    )
}
