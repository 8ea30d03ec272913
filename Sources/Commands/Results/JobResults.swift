import ContentAddressing
import Core

/// Fetches what a job left behind and lays it out as v1 does.
struct JobResults: Sendable {
    let node: any NodeAPI
    let context: CommandContext
    let progress: ProgressReporter.Mode
    /// Keeps one folder per partition.
    var isRaw = false
    var isForced = false
    var hints = DownloadHints.ofGet

    /// Fetches everything, or only what lies at `path` in the merged folder, into `folder`.
    func fetch(
        _ job: Job,
        executions: [Execution],
        path: [String] = [],
        to folder: String
    ) async throws -> LayoutWriter.Totals {
        var download = ResultDownload(node: node, console: context.console, progress: progress)
        download.isForced = isForced
        download.hints = hints
        let trees = Self.trees(job, executions)
        guard let first = trees.first else { throw Self.nothing(job) }
        let parent = Self.existingFolder(above: folder)
        let (spool, _) = try await download.fetch(first, folder: parent)
        for tree in trees.dropFirst() { try await download.add(tree, to: spool) }
        var planner = LayoutPlanner(blocks: spool)
        planner.hints = hints
        let roots = job.result == nil ? trees : try planner.partitions(first, count: job.partitions)
        var plan = isRaw ? try planner.raw(roots) : try planner.merged(roots)
        if let name = path.last {
            guard let found = plan.node(at: path) else {
                throw CommandError(
                    .failed,
                    "\(job.id.text.shortID) has no '\(path.joined(separator: "/"))'",
                    hint: "it has: " + plan.entries.map(\.name).joined(separator: ", ")
                )
            }
            plan = LayoutPlan(entries: [LayoutPlan.Entry(name: name, node: found)], skippedLinks: plan.skippedLinks)
        }
        return try download.write(plan, from: spool, to: folder)
    }

    /// The job's result or, of a job that has none, what its executions left, by partition.
    static func trees(_ job: Job, _ executions: [Execution]) -> [CID] {
        if let result = job.result { return [result] }
        var trees: [(partition: Int, cid: CID)] = []
        for execution in executions.sorted(by: { ($0.partition, $0.attempt) < ($1.partition, $1.attempt) }) {
            guard let cid = execution.result else { continue }
            if trees.last?.partition == execution.partition { trees.removeLast() }
            trees.append((execution.partition, cid))
        }
        return trees.map(\.cid)
    }

    private static func nothing(_ job: Job) -> CommandError {
        let id = job.id.text.shortID
        guard job.state.isTerminal else {
            return CommandError(
                .failed,
                "\(id) has no results yet: it is \(job.state.rawValue)",
                cause: job.stateMessage,
                hint: "`bacalhau job logs --follow \(id)` shows what it prints"
            )
        }
        return CommandError(
            .failed,
            "\(id) has no results: it is \(job.state.rawValue)",
            cause: job.stateMessage,
            hint: "`bacalhau job logs \(id)` shows what it printed"
        )
    }

    /// The nearest folder above a path that exists: the download is kept on the same disk.
    private static func existingFolder(above path: String) -> String {
        var path = path
        while !LocalFiles.isDirectory(path), let slash = path.lastIndex(of: "/") {
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return path.isEmpty ? "/" : path
    }
}
