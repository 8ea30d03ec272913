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
            --param sets a number of the protocol, such as epoch_len=3600; --account gives an account its first money \
            and, behind a colon, its first stake. Stake that comes later counts from the next epoch on.

            EXAMPLES
              bacalhau ledger init --name compute
              bacalhau ledger init --test --faucet 1000cr --no-passphrase
              bacalhau ledger init --test --beacon-period 2 --account alice=100cr --account robot=1cr:1000cr
            """
    )

    @Option(help: ArgumentHelp("What people call it.", valueName: "name"))
    var name = "ledger"
    @Flag(help: "Make a test network: its money means nothing, and a faucet may give it away.")
    var test = false
    @Option(help: ArgumentHelp("What the faucet gives to one account on one day.", valueName: "amount"))
    var faucet: CreditAmount?
    @Option(help: ArgumentHelp("The time of one beacon round, in which coins and draws are decided.", valueName: "s"))
    var beaconPeriod: Int64?
    @Option(
        name: .customLong("param"),
        parsing: .singleValue,
        help: ArgumentHelp("A number of the protocol; may be repeated.", valueName: "name=number")
    )
    var params: [ParamArgument] = []
    @Option(
        name: .customLong("account"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "First money of an account, a wallet's name or an id; may be repeated.",
            valueName: "account=amount[:stake]"
        )
    )
    var accounts: [HoldingArgument] = []
    @OptionGroup var passphrases: PassphraseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard test || faucet == nil else { throw ValidationError("only a test network has a faucet: add --test") }
    }

    func run() async throws {
        let dataDirectory = try connection.configuration().dataDirectory
        let wallets = WalletFolder(dataDirectory + "/wallets")
        let holdings = try accounts.map { try $0.holding(wallets) }
        let params = try chosenParams()
        let folder = LedgerFolder(dataDirectory: dataDirectory)
        let passphrase = try passphrases.source.newPassphrase(name: "the ledger's operator")
        let now = CommandContext.current.clock().nanoseconds / 1_000_000_000
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
                ),
                holdings: holdings
            )
        }
        try output.show(LedgerViews.genesis(genesis))
    }

    /// The usual numbers with those of the command line; checked here, before any file is made.
    private func chosenParams() throws -> Params {
        var params = Params()
        for given in self.params { params[name: given.name] = given.value }
        if let beaconPeriod { params.beaconPeriod = beaconPeriod }
        let problems = params.problems().filter { !test || $0.isFatal }
        if let problem = problems.first {
            throw CommandError(
                .usage,
                "no ledger can have these parameters: \(problem.message)",
                hint: test || problem.isFatal ? nil : "a test network may have them: add --test"
            )
        }
        return params
    }
}
