import ArgumentParser

/// The command `bacalhau serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Start a server that keeps its data: an orchestrator, a compute node, or both.",
        discussion: """
            Without --orchestrator and --compute it is both. The API listens on API.Host and API.Port. Stop it with \
            Ctrl-C or SIGTERM: running work is handed back, and a later start goes on from what is on disk.

            EXAMPLES
              bacalhau serve
              bacalhau serve --data-dir /srv/bacalhau --name rack-7
              bacalhau ledger init --name compute && bacalhau serve --ledger
              bacalhau serve --config API.Port=2345 --config JobAdmissionControl.AcceptNetworkedJobs=true
            """
    )

    @OptionGroup var options: ServeOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await CommandContext.current.roles.runServe(options, try connection.configuration())
    }
}
