import ContentAddressing
import Core

/// All there is to say about one job.
struct JobDescription: Sendable {
    /// How many executions and events are shown.
    static let rowsMax = 20

    var job: Job
    var executions: [Execution]
    var events: [HistoryEvent]
    /// Of a paid job, the deals of its version.
    var deals: [DealRecord]?

    func answer(now: Timestamp, isWide: Bool) -> Answer {
        var members: [JSONValue.Member] = [
            .init("Job", job.wireValue), .init("Executions", Wire.page(executions.map(\.wireValue))),
            .init("History", Wire.page(events.map(\.wireValue))),
        ]
        if let deals { members.append(.init("Deals", Wire.page(deals.map(\.wireValue)))) }
        let document = JSONValue.object(members)
        let list = JobViews.jobs([job], nextToken: "", now: now, isWide: true)
        return Answer(
            document: document,
            table: list.table,
            identifiers: [job.id.text],
            text: text(now: now, isWide: isWide)
        )
    }

    private func text(now: Timestamp, isWide: Bool) -> StyledText {
        var text = StyledText()
        text.fields(header(now: now))
        text.title("Summary")
        text.fields(summary())
        if let deals {
            text.title("Trust")
            text.fields([("style", .init(job.spec.trust?.style.rawValue ?? ""))] + DealViews.summary(deals))
        }
        if !executions.isEmpty {
            text.title("Executions")
            text.table(
                JobViews.executionTable(Array(executions.prefix(Self.rowsMax)), now: now, isWide: isWide),
                isWide: isWide
            )
            more(executions.count, "bacalhau job executions \(job.id.text.shortID)", &text)
        }
        if !events.isEmpty {
            text.title("History")
            text.table(JobViews.historyTable(Array(events.prefix(Self.rowsMax)), isWide: isWide), isWide: isWide)
            more(events.count, "bacalhau job history \(job.id.text.shortID)", &text)
        }
        output(&text)
        return text
    }

    private func header(now: Timestamp) -> [(name: String, value: Table.Cell)] {
        let task = job.spec.task
        return [
            ("ID", .init(job.id.text)), ("Name", .init(job.spec.name)), ("Namespace", .init(job.spec.namespace)),
            ("Type", .init(job.spec.type.rawValue)), ("Version", .init(String(job.version))),
            ("State", .init(job.state.rawValue, style: .of(job.state))), ("Message", .init(job.stateMessage)),
            ("Engine", .init(task.engine.type)), ("Partitions", .init(String(job.partitions))),
            ("Created", .init("\(HumanText.time(job.createdAt)) (\(HumanText.age(job.createdAt, now: now)))")),
            ("Changed", .init("\(HumanText.time(job.modifiedAt)) (\(HumanText.age(job.modifiedAt, now: now)))")),
            ("Labels", .init(job.spec.labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))),
            ("Result", .init(job.result?.description ?? "")),
        ]
    }

    private func summary() -> [(name: String, value: Table.Cell)] {
        let usage = job.usage
        var states: [(name: String, value: Table.Cell)] = []
        for state in ComputeState.allCases {
            let count = executions.count { $0.state == state }
            if count > 0 { states.append(("\(state)", .init(String(count), style: .of(state)))) }
        }
        return states + [
            ("data read", .init(HumanText.bytes(usage.inputBytes))),
            ("data moved", .init(HumanText.bytes(usage.fetchedBytes))),
            ("results", .init(HumanText.bytes(usage.outputBytes))),
            ("processor time", .init(HumanText.duration(.nanoseconds(Int64(clamping: usage.cpuNanoseconds))))),
            ("largest memory", .init(HumanText.bytes(usage.memoryPeakBytes))),
        ]
    }

    private func more(_ count: Int, _ command: String, _ text: inout StyledText) {
        guard count > Self.rowsMax else { return }
        text.line("… \(count - Self.rowsMax) more: \(command)", .dim)
    }

    /// The beginning of what one program printed; of several, `job logs` shows it.
    private func output(_ text: inout StyledText) {
        guard executions.count == 1, let output = executions.first?.output else { return }
        for (title, words, isCut) in [
            ("Standard Output", output.stdout, output.stdoutTruncated),
            ("Standard Error", output.stderr, output.stderrTruncated),
        ] where !words.isEmpty {
            text.title(title)
            for line in words.split(separator: "\n", omittingEmptySubsequences: false) {
                text.line(TextWidth.harmless(String(line)))
            }
            if isCut { text.line("… more: bacalhau job logs \(job.id.text.shortID)", .dim) }
        }
    }
}
