import ArgumentParser
import Core

/// The command `bacalhau job receipt`.
struct JobReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Fetch the receipt of a paid execution: the signed proof of its result.",
        discussion: """
            A job stands for its execution when only one of it was paid for. `bacalhau receipt verify` checks the file \
            without any node.

            EXAMPLES
              bacalhau job receipt j-1a2b3c4d --output-file job.receipt
              bacalhau job receipt e-1a2b3c4d > part-0.receipt
            """
    )

    @Argument(help: ArgumentHelp("The execution, or the job when it has one.", valueName: "execution|job"))
    var subject: String
    @Option(help: "The namespace of a job's name.")
    var namespace: String?
    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("The file to write; it must not be there.", valueName: "file"),
        completion: .file()
    )
    var outputFile: String?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard !subject.isEmpty else { throw ValidationError("The execution or job must not be empty.") }
    }

    func run() async throws {
        let context = CommandContext.current
        guard outputFile != nil || !context.console.isOutputTerminal else {
            throw CommandError(
                .usage,
                "a receipt is not for a terminal",
                hint: "name a file with --output-file, or write > job.receipt"
            )
        }
        let path = outputFile.map(context.absolutePath)
        if let path, LocalFiles.exists(path) {
            throw CommandError(.file, "\(path) is there already", hint: "name another file")
        }
        let node = try connection.node()
        let execution = subject.hasPrefix("e-") ? subject : try await paidExecution(node)
        let bytes = try await node.receipt(execution)
        guard let path else { return try context.console.write(bytes) }
        try LocalFiles.replace(path, with: bytes)
        context.console.note("The receipt is written to \(path); 'bacalhau receipt verify' checks it")
    }

    /// The one execution of the job that was paid for.
    private func paidExecution(_ node: any NodeAPI) async throws -> String {
        let deals = try await node.deals(JobName(subject, namespace: namespace), version: 0, limit: 0)
            .filter { $0.trust != .void }
        if deals.count == 1 { return deals[0].executionID.text }
        guard !deals.isEmpty else {
            throw CommandError(
                .failed,
                "no execution of \(subject) was paid for",
                hint: "`bacalhau job describe \(subject)` shows its style and how it stands"
            )
        }
        let shown = deals.prefix(Self.shownMax).map { "\($0.executionID)  partition \($0.partition)  \($0.trust.name)" }
        let more =
            deals.count > shown.count ? ["… \(deals.count - shown.count) more: bacalhau job deals \(subject)"] : []
        throw CommandError(
            .usage,
            "\(subject) has \(deals.count) paid executions: name one of them",
            cause: (shown + more).joined(separator: "\n")
        )
    }

    private static let shownMax = 20
}
