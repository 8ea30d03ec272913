import ArgumentParser

/// Where the passphrase of a new wallet comes from.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"),
        completion: .file()
    )
    var passphraseFile: String?

    @Flag(help: "Keep the key in the clear, in a file that only you can read.")
    var noPassphrase = false

    func validate() throws {
        guard passphraseFile == nil || !noPassphrase else {
            throw ValidationError("--passphrase-file and --no-passphrase exclude each other")
        }
    }

    var source: PassphraseSource { PassphraseSource(file: passphraseFile, isPlain: noPassphrase) }
}
