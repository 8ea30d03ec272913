import ArgumentParser

/// The command `bacalhau devstack`.
struct DevstackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devstack",
        abstract: "Start a whole cluster in this terminal, for trying things out.",
        discussion: """
            One orchestrator and some compute nodes, all in this process, on this machine's loopback address only. \
            Stop it with Ctrl-C. What it keeps goes to a new folder that is removed at the end, unless --data-dir \
            names one. A test ledger of deals runs beside it: the orchestrator's account starts with 1000000cr, each \
            node's with stake. It is made at the first start in a folder and goes on at the next.

            EXAMPLES
              bacalhau devstack
              bacalhau devstack --computes 5 --port 2345
              bacalhau devstack --data-dir ./stack
            """
    )

    @OptionGroup var options: DevstackOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await CommandContext.current.roles.runDevstack(options, try connection.configuration())
    }
}
