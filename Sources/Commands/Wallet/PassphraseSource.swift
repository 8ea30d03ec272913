import Core
import Glibc
import Ledger

/// Where passphrases come from: a file, the environment, or the terminal.
struct PassphraseSource: Sendable {
    /// A file whose first line it is.
    var file: String?
    /// The wallet is to be kept in the clear.
    var isPlain = false

    static let variable = "BACALHAU_WALLET_PASSPHRASE"
    private static let bytesMax = 4096

    /// The passphrase of a wallet; nil when it needs none.
    func passphrase(of wallet: WalletFile, name: String) throws -> [UInt8]? {
        guard wallet.isSealed else { return nil }
        if let known = try known() { return known }
        return try Self.ask("Passphrase of \(name): ")
    }

    /// A passphrase for a new wallet; nil when it is to be kept in the clear.
    func newPassphrase(name: String) throws -> [UInt8]? {
        if isPlain {
            CommandContext.current.console.note(
                "Warning: the key of \(name) is kept in the clear; whoever can read the file has the money."
            )
            return nil
        }
        if let known = try known() { return known }
        let first = try Self.ask("New passphrase of \(name): ")
        guard !first.isEmpty else { throw CommandError(.usage, "the passphrase is empty", hint: Self.hint) }
        guard try Self.ask("The same again: ") == first else {
            throw CommandError(.usage, "the two passphrases differ", hint: "try again")
        }
        return first
    }

    private static let hint = "to keep the key in the clear, say so with --no-passphrase"

    private func known() throws -> [UInt8]? {
        if let file {
            let bytes = try LocalFiles.read(CommandContext.current.absolutePath(file), bytesMax: Self.bytesMax)
            let line = Array(bytes.prefix { $0 != 0x0A && $0 != 0x0D })
            guard !line.isEmpty else { throw CommandError(.usage, "\(file) holds no passphrase") }
            return line
        }
        guard let text = CommandContext.current.environment[Self.variable], !text.isEmpty else { return nil }
        return Array(text.utf8)
    }

    /// Reads a line from the terminal that nobody sees.
    private static func ask(_ prompt: String) throws -> [UInt8] {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw CommandError(
                .usage,
                "there is no terminal to ask for the passphrase",
                hint: "set \(variable), or name a file with --passphrase-file; \(hint)"
            )
        }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else {
            throw CommandError(.usage, "the terminal cannot hide what is typed", hint: "set \(variable)")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &silent)
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        show(prompt, on: terminal)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < bytesMax, read(terminal, &byte, 1) == 1, byte != 0x0A, byte != 0x0D { line.append(byte) }
        show("\n", on: terminal)
        return line
    }

    /// A prompt that cannot be shown is still waited for.
    private static func show(_ text: String, on terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }
}
