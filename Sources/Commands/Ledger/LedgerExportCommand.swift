import ArgumentParser
import Core
import Glibc
import Ledger

/// The command `bacalhau ledger export`.
struct LedgerExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole log with its signed heads as one file for others to check.",
        discussion: """
            EXAMPLES
              bacalhau ledger export --output-file ledger.export
              bacalhau ledger verify --file ledger.export
            """
    )

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("The file to write; it must not be there.", valueName: "file"),
        completion: .file()
    )
    var outputFile: String
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let context = CommandContext.current
        let path = context.absolutePath(outputFile)
        switch try LedgerAccess.find(try connection.configuration()) {
        case .folder(let folder):
            let entries = try await folder.withLog { log in
                try await Self.withNewFile(path) { descriptor in
                    try await LedgerExport.write(log) { try Self.write($0, descriptor, path) }
                }
            }
            context.console.note("\(entries) entries written to \(path)")
        case .server(let api, let endpoint):
            try await Self.withNewFile(path) { descriptor in
                try await LedgerAccess.ask(api, endpoint) { api in
                    try await api.export { try Self.write($0, descriptor, path) }
                }
            }
            context.console.note("the log of the ledger at \(endpoint.url) is written to \(path)")
        }
    }

    /// Makes a file that must not be there; it is removed when it cannot be written whole.
    static func withNewFile<Value>(_ path: String, _ body: (Int32) async throws -> Value) async throws -> Value {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandError(.file, "cannot make \(path): \(LocalFiles.reason(errno))")
        }
        defer { close(descriptor) }
        do {
            return try await body(descriptor)
        } catch {
            unlink(path)
            throw error
        }
    }

    static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandError(.file, "cannot write \(path): \(LocalFiles.reason(errno))")
            }
            written += count
        }
    }
}
