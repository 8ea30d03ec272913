import ContentAddressing
import Core

/// How jobs and what belongs to them are shown.
enum JobViews {
    static func jobs(_ jobs: [Job], nextToken: String, now: Timestamp, isWide: Bool) -> Answer {
        var table = Table(columns: [
            .init("CREATED"), .init("ID"), .init("NAME"), .init("TYPE"), .init("STATE"), .init("PARTS", right: true),
            .init("VERSION", right: true, wide: true), .init("RESULT", wide: true), .init("REASON", wide: true),
        ])
        for job in jobs {
            table.add([
                age(job.createdAt, now), id(job.id.text, isWide), name(job, isWide), .init(job.spec.type.rawValue),
                .init(job.state.rawValue, style: .of(job.state)), .init(String(job.partitions)),
                .init(String(job.version)), .init(job.result?.description ?? ""), .init(job.stateMessage),
            ])
        }
        return Answer(
            document: Wire.page(jobs.map(\.wireValue), nextToken: nextToken),
            table: table,
            identifiers: jobs.map(\.id.text),
            note: nextToken.isEmpty ? nil : "There are more: --next-token \(nextToken)"
        )
    }

    static func versions(_ jobs: [Job], now: Timestamp) -> Answer {
        var table = Table(columns: [
            .init("VERSION", right: true), .init("CREATED"), .init("STATE"), .init("PARTS", right: true),
            .init("RESULT"),
        ])
        for job in jobs {
            table.add([
                .init(String(job.version)), age(job.createdAt, now), .init(job.state.rawValue, style: .of(job.state)),
                .init(String(job.partitions)), .init(job.result?.description ?? ""),
            ])
        }
        return Answer(
            document: Wire.page(jobs.map(\.wireValue)),
            table: table,
            identifiers: jobs.map { String($0.version) }
        )
    }

    static func executions(_ executions: [Execution], now: Timestamp, isWide: Bool) -> Answer {
        Answer(
            document: Wire.page(executions.map(\.wireValue)),
            table: executionTable(executions, now: now, isWide: isWide),
            identifiers: executions.map(\.id.text)
        )
    }

    static func executionTable(_ executions: [Execution], now: Timestamp, isWide: Bool) -> Table {
        var table = Table(columns: [
            .init("CREATED"), .init("MODIFIED", wide: true), .init("ID"), .init("JOB VERSION", right: true, wide: true),
            .init("PART", right: true), .init("NODE"), .init("TRY", right: true), .init("STATE"),
            .init("EXIT", right: true),
            .init("READ", right: true, wide: true), .init("MOVED", right: true, wide: true),
            .init("CPU", right: true, wide: true), .init("RESULT", wide: true), .init("MESSAGE"),
        ])
        for execution in executions {
            let usage = execution.usage
            table.add([
                age(execution.createdAt, now), age(execution.modifiedAt, now), id(execution.id.text, isWide),
                .init(String(execution.jobVersion)), .init(String(execution.partition)),
                id(execution.nodeID.text, isWide),
                .init(String(execution.attempt)), .init("\(execution.state)", style: .of(execution.state)),
                .init(execution.output.map { String($0.exitCode) } ?? ""), bytes(usage.inputBytes),
                bytes(usage.fetchedBytes),
                .init(
                    HumanText.duration(.nanoseconds(Int64(clamping: usage.cpuNanoseconds))),
                    raw: String(usage.cpuNanoseconds)
                ),
                .init(execution.result?.description ?? ""),
                .init(
                    isWide ? execution.stateMessage : TextWidth.cut(execution.stateMessage, to: 60),
                    raw: execution.stateMessage
                ),
            ])
        }
        return table
    }

    static func history(_ events: [HistoryEvent], nextToken: String, isWide: Bool) -> Answer {
        Answer(
            document: Wire.page(events.map(\.wireValue), nextToken: nextToken),
            table: historyTable(events, isWide: isWide),
            note: nextToken.isEmpty ? nil : "There may be more: --next-token \(nextToken)"
        )
    }

    static func historyTable(_ events: [HistoryEvent], isWide: Bool) -> Table {
        var table = Table(columns: [
            .init("TIME"), .init("VERSION", right: true, wide: true), .init("EXECUTION"), .init("TOPIC"),
            .init("EVENT"),
        ])
        for event in events {
            table.add([
                .init(HumanText.time(event.time)), .init(String(event.jobVersion)),
                event.executionID.map { id($0.text, isWide) } ?? "", .init(event.topic.rawValue), .init(event.message),
            ])
        }
        return table
    }

    static func why(_ report: WhyReport) -> Answer {
        var table = Table(columns: [.init("SUBJECT"), .init("MET"), .init("CONDITION")])
        for finding in report.findings {
            table.add([
                .init(finding.subject), .init(finding.isMet ? "yes" : "no", style: finding.isMet ? .good : .bad),
                .init(finding.text),
            ])
        }
        var text = StyledText()
        text.line(TextWidth.harmless(report.summary), .bold)
        if !report.findings.isEmpty {
            text.line()
            for finding in report.findings {
                text.add(finding.isMet ? "  ✓ " : "  ✗ ", finding.isMet ? .good : .bad)
                text.line(TextWidth.harmless("\(finding.subject): \(finding.text)"))
            }
        }
        for advice in report.advice {
            text.add("  → ", .busy)
            text.line(TextWidth.harmless(advice))
        }
        return Answer(document: report.wireValue, table: table, text: text)
    }

    // MARK: - Cells

    static func age(_ moment: Timestamp, _ now: Timestamp) -> Table.Cell {
        .init(HumanText.age(moment, now: now), raw: HumanText.time(moment))
    }

    static func id(_ text: String, _ isWide: Bool) -> Table.Cell { .init(isWide ? text : text.shortID, raw: text) }

    static func bytes(_ count: UInt64) -> Table.Cell { .init(HumanText.bytes(count), raw: String(count)) }

    private static func name(_ job: Job, _ isWide: Bool) -> Table.Cell {
        let isID = job.spec.name == job.id.text
        let shown = isID ? job.id.text.shortID : job.spec.name
        return .init(isWide ? job.spec.name : TextWidth.cut(shown, to: 40), raw: job.spec.name)
    }
}
