import ArgumentParser

/// The root of the command tree.
struct BacalhauCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bacalhau",
        abstract: "Run programs where the data is.",
        discussion: """
            EXAMPLES
              bacalhau devstack                         start a cluster in this terminal
              bacalhau data add ./logs                  add a folder; prints its CID
              bacalhau run -e 'wc -l /inputs/*' -c CID  run a shell line on it
              bacalhau job get JOB                      fetch what the program left in /outputs

            The answer goes to the standard output, progress and errors to the standard error. \
            EXIT STATUS: 0 done, 1 the request or job failed, 64 wrong usage, 69 no node answers; \
            `run` in the foreground passes on the program's own exit code.
            """,
        groupedSubcommands: [
            CommandGroup(name: "JOBS", subcommands: [RunCommand.self, WasmCommand.self, JobCommand.self]),
            CommandGroup(name: "DATA", subcommands: [DataCommand.self]),
            CommandGroup(
                name: "MONEY",
                subcommands: [WalletCommand.self, LedgerCommand.self, DealCommand.self, ReceiptCommand.self]
            ),
            CommandGroup(
                name: "SERVERS",
                subcommands: [DevstackCommand.self, ServeCommand.self, NodeCommand.self, AgentCommand.self]
            ),
            CommandGroup(
                name: "TOOLS",
                subcommands: [ConfigCommand.self, SimulateCommand.self, VersionCommand.self, InternalCommand.self]
            ),
        ]
    )
}
