import ArgumentParser
import ContentAddressing
import Ledger

/// The command `bacalhau wallet create`.
struct WalletCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and keep it under a name, encrypted by a passphrase.",
        discussion: """
            The passphrase is asked for at the terminal, or taken from BACALHAU_WALLET_PASSPHRASE or a file.

            EXAMPLES
              bacalhau wallet create alice
              bacalhau wallet create robot --no-passphrase
            """
    )

    @Argument(help: ArgumentHelp("What to call it.", valueName: "name"))
    var name: String
    @OptionGroup var passphrases: PassphraseOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let dataDirectory = try connection.configuration().dataDirectory
        let wallets = WalletFolder(dataDirectory + "/wallets")
        let file = try WalletFile(seed: .random(), passphrase: try passphrases.source.newPassphrase(name: name))
        try LocalFiles.makePrivateFolder(dataDirectory)
        try wallets.create(name, file)
        try output.show(WalletViews.wallets([WalletFolder.Named(name: name, file: file)]))
    }
}
