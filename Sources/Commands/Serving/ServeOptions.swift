import ArgumentParser

/// What `serve` starts.
struct ServeOptions: ParsableArguments, Sendable {
    @Flag(help: "Be an orchestrator.")
    var orchestrator = false

    @Flag(help: "Be a compute node.")
    var compute = false

    @Option(help: "The node's name for people, instead of the NameProvider's.")
    var name: String?

    @Flag(help: "Run the ledger of deals that 'ledger init' made in the data folder.")
    var ledger = false

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the passphrase of the ledger's operator.",
            valueName: "file"
        ),
        completion: .file()
    )
    var passphraseFile: String?

    init() {}

    /// Whether this server takes jobs in.
    var isOrchestrator: Bool { orchestrator || !compute }
    /// Whether this server runs jobs.
    var isCompute: Bool { compute || !orchestrator }
}
