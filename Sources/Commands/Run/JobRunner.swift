import ArgumentParser
import Core

/// Submits a job, waits for it, and shows what came of it.
struct JobRunner: Sendable {
    /// How a job is run and shown.
    struct Settings: Sendable {
        var runtime: RuntimeOptions
        var format = OutputFormat.table
        var isPretty = false
        var isQuiet = false
        var progress = ProgressReporter.Mode.silent
        var isForced = false

        init(_ runtime: RuntimeOptions, _ view: ViewOptions, _ format: OutputFormat) {
            self.runtime = runtime
            self.format = format
            isPretty = view.pretty
            isQuiet = view.quiet || runtime.idOnly
            progress = isQuiet ? .silent : view.progressMode()
        }
    }

    let node: any NodeAPI
    let settings: Settings
    let context: CommandContext

    private var console: any Console { context.console }

    /// Prints the spec instead of running it: YAML unless JSON is asked for.
    static func printSpec(_ spec: JobSpec, _ settings: Settings, _ context: CommandContext) throws {
        let document = JobSpecEncoder.encode(spec)
        let text =
            settings.format == .json
            ? document.jsonText(pretty: settings.isPretty) + "\n" : YAMLWriter.text(document)
        try context.console.write(text)
    }

    /// Submits and, unless told not to, waits.
    ///
    /// Throws the exit status when the program's own is not 0.
    func run(_ spec: JobSpec) async throws {
        let reply = try await node.submit(spec, isForced: settings.isForced, token: Self.token())
        try await follow(reply)
    }

    /// Goes on after a submission.
    func follow(_ reply: SubmitReply) async throws {
        for warning in reply.warnings where !settings.isQuiet {
            console.note("Warning: \(TextWidth.harmless(warning))")
        }
        let id = reply.jobID
        guard settings.runtime.wait else {
            try console.write("\(id.text)\n")
            if !settings.isQuiet {
                console.note("Submitted. Follow it with: bacalhau job logs --follow \(id.text.shortID)")
            }
            return
        }
        if settings.runtime.idOnly { try console.write("\(id.text)\n") }
        do {
            try await finish(try await Interrupt.during { try await wait(id) })
        } catch is CancellationError {
            if settings.runtime.local {
                console.note("Interrupted: \(id.text.shortID) ended with this process.")
            } else {
                console.note(
                    "Stopped waiting; \(id.text.shortID) goes on. Stop it with: bacalhau job stop \(id.text.shortID)"
                )
            }
            throw ExitCode(ExitStatus.interrupted)
        }
    }

    private func wait(_ id: JobID) async throws -> Job {
        let name = JobName(id.text)
        if settings.runtime.follow {
            var query = LogQuery()
            query.isFollow = true
            try await LogPrinter.print(try await node.logs(name, query))
        }
        var reporter = ProgressReporter(
            mode: settings.runtime.follow ? .silent : settings.progress,
            console: console
        )
        defer { reporter.finish() }
        let limit = try settings.runtime.waitTimeout.map { text -> Duration in
            .seconds(try PairArgument.seconds(text, flag: "--wait-timeout"))
        }
        let job = try await JobFollower(node: node, job: name, clock: context.clock).follow(
            limit: limit,
            reporter: &reporter
        )
        guard job.state.isTerminal else {
            throw CommandError(
                .failed,
                "\(id.text.shortID) has not ended in \(settings.runtime.waitTimeout ?? "time"); it goes on",
                cause: job.stateMessage,
                hint: "`bacalhau job why \(id.text.shortID)` says what it waits for"
            )
        }
        return job
    }

    private func finish(_ job: Job) async throws {
        let name = JobName(job.id.text)
        var query = ExecutionListQuery()
        query.version = job.version
        let executions = try await node.executions(name, query)
        if settings.runtime.idOnly {
            // The id has been printed; there is nothing else to show.
        } else if settings.format == .table {
            if !settings.runtime.follow { try await printOutput(name) }
        } else {
            let description = JobDescription(job: job, executions: executions, events: [])
            var view = AnswerView()
            view.format = settings.format
            view.isPretty = settings.isPretty
            try console.write(description.answer(now: context.clock(), isWide: false).rendered(view))
        }
        let summary = RunSummary(job: job, executions: executions)
        if job.state == .completed, let folder = settings.runtime.download {
            var fetcher = JobResults(node: node, context: context, progress: settings.progress)
            fetcher.hints = settings.runtime.local ? .ofLocalRun : .ofRun(job.id.text.shortID, folder: folder)
            let totals = try await fetcher.fetch(job, executions: executions, to: context.absolutePath(folder))
            if !settings.isQuiet { console.note("Fetched \(HumanText.count(totals.files, "file")) into \(folder)") }
        }
        if !settings.isQuiet { for line in summary.lines + summary.trustLines { console.note(line) } }
        try summary.throwUnlessSuccessful()
    }

    private func printOutput(_ name: JobName) async throws {
        for stream in [OutputStream.stdout, .stderr] {
            for try await piece in try await node.output(name, stream) {
                if stream == .stdout {
                    try console.write(piece)
                } else {
                    console.writeError(String(decoding: piece, as: UTF8.self))
                }
            }
        }
    }

    /// A name for this submission, so that repeating it after a broken connection does not make two jobs.
    private static func token() -> String {
        var random = SystemRandomNumberGenerator()
        return IDGenerator.uuid(high: random.next(), low: random.next())
    }
}
