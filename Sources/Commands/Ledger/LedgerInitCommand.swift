import ArgumentParser
import ContentAddressing
import Core
import Ledger
import Settlement

/// The command `bacalhau ledger init`.
struct LedgerInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a ledger in the data folder, with its operator's key and its beacon's secret.",
        discussion: """
            EXAMPLES
              bacalhau ledger init --name compute
              bacalhau ledger init --test --faucet 1000cr --no-passphrase
            """
    )

    @Option(help: ArgumentHelp("What people call it.", valueName: "name"))
    var name = "ledger"
    @Flag(help: "Make a test network: its money means nothing, and a faucet may give it away.")
    var test = false
    @Option(help: ArgumentHelp("What the faucet gives to one account on one day.", valueName: "amount"))
    var faucet: CreditAmount?
    @OptionGroup var passphrases: PassphraseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard test || faucet == nil else { throw ValidationError("only a test network has a faucet: add --test") }
    }

    func run() async throws {
        let folder = LedgerFolder(dataDirectory: try connection.configuration().dataDirectory)
        let passphrase = try passphrases.source.newPassphrase(name: "the ledger's operator")
        let now = CommandContext.current.clock().nanoseconds / 1_000_000_000
        let params = Params()
        let genesis = try await folder.create(passphrase: passphrase) { operatorKey, keeper in
            LedgerGenesis(
                name: name,
                isTest: test,
                faucetPerDay: faucet?.units ?? 0,
                operatorKey: operatorKey,
                salt: .random(),
                params: params,
                time: now,
                chain: keeper.chain(
                    number: 0,
                    firstRound: params.round(at: now),
                    length: BeaconChain.usualLength
                )
            )
        }
        try output.show(LedgerViews.genesis(genesis))
    }
}
