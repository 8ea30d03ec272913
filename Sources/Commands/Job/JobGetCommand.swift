import ArgumentParser
import ContentAddressing
import Core

/// The command `bacalhau job get`.
struct JobGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Fetch the results of a job; every block is checked.",
        discussion: """
            The results of all partitions are put together in the folder job-JOB: stdout and stderr are joined in the \
            order of partitions, exitCode is the first one that is not 0, and each result folder is merged.

            EXAMPLES
              bacalhau job get j-1a2b3c4d
              bacalhau job get j-1a2b3c4d/outputs/report.csv
              bacalhau job get j-1a2b3c4d --raw --output-dir ./parts
            """
    )

    @Argument(help: ArgumentHelp("The job, or job/path for one file or folder of its results.", valueName: "job"))
    var job: String

    @Option(help: "The namespace of a name.")
    var namespace: String?

    @Option(
        help: ArgumentHelp("Where to put the results, instead of ./job-JOB.", valueName: "dir"),
        completion: .directory
    )
    var outputDir: String?

    @Flag(help: "Keep one folder per partition.")
    var raw = false

    @Flag(help: "Replace files that are there.")
    var force = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let parts = job.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty else { throw ValidationError("The job must not be empty.") }
    }

    func run() async throws {
        let context = CommandContext.current
        let node = try connection.node()
        let parts = job.split(separator: "/").map(String.init)
        let found = try await node.job(JobName(parts[0], namespace: namespace), version: 0)
        var query = ExecutionListQuery()
        query.version = found.version
        let executions = try await node.executions(JobName(found.id.text), query)
        let folder = context.absolutePath(try folderName(parts, found, context))
        var results = JobResults(node: node, context: context, progress: output.view.progressMode())
        results.isRaw = raw
        results.isForced = force
        let path = Array(parts.dropFirst())
        let (fetcher, destination) = (results, folder)
        let totals = try await Interrupt.during {
            try await fetcher.fetch(found, executions: executions, path: path, to: destination)
        }
        try output.show(answer(totals, folder))
    }

    /// `--output-dir`, this folder for a single file, or `job-` and the job as it was named.
    private func folderName(_ parts: [String], _ found: Job, _ context: CommandContext) throws -> String {
        if let outputDir { return outputDir }
        if parts.count > 1 { return "." }
        let typed = isSafeFileName(parts[0]) ? parts[0] : found.id.text
        let isDefault = namespace == nil || namespace == JobSpec.defaultNamespace
        let prefix = isDefault || !isSafeFileName(namespace ?? "") ? "" : "\(namespace ?? "")-"
        let name = "job-\(prefix)\(typed)"
        if !force, LocalFiles.exists(context.absolutePath(name)) {
            throw CommandError(
                .file,
                "\(name) is there already; nothing was written",
                hint: "--force replaces its files, --output-dir names another folder"
            )
        }
        return name
    }

    private func answer(_ totals: LayoutWriter.Totals, _ folder: String) -> Answer {
        var table = Table(columns: [.init("FOLDER"), .init("FILES", right: true), .init("SIZE", right: true)])
        table.add([.init(folder), .init(String(totals.files)), JobViews.bytes(totals.bytes)])
        let document = JSONValue.object([
            .init("Folder", .string(folder)), .init("Files", .int(Int64(totals.files))),
            .init("Bytes", .int(Int64(clamping: totals.bytes))),
        ])
        return Answer(document: document, table: table, identifiers: [folder])
    }
}
