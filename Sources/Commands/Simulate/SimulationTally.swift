import ArgumentParser
import Core
import Simulator

/// The sums over schedules.
struct SimulationTally: Sendable {
    /// The run ends after this many failing schedules.
    static let failuresMax = 20

    private(set) var schedules = 0
    private(set) var events = 0
    private(set) var jobs = 0
    private(set) var executions = 0
    private(set) var faults = 0
    private(set) var virtualSeconds = 0.0
    private(set) var failures: [ClusterReport] = []

    mutating func add(_ report: ClusterReport) {
        schedules += 1
        events += report.events
        jobs += report.jobs
        executions += report.executions
        faults +=
            report.messagesLost + report.messagesRepeated + report.orchestratorCrashes + report.nodeCrashes
            + report.nodeDrains
        virtualSeconds += report.virtualSeconds
        if !report.isClean { failures.append(report) }
    }

    /// What was wrong in a schedule, and how to repeat it.
    static func lines(of report: ClusterReport) -> [String] {
        ["seed \(report.seed) failed:"] + report.problems.map { "  \($0)" } + report.trace.map { "    \($0)" }
            + ["  repeat it with: \(report.replayCommand)"]
    }

    var answer: Answer {
        var table = Table(columns: [
            .init("SCHEDULES", right: true), .init("EVENTS", right: true), .init("JOBS", right: true),
            .init("EXECUTIONS", right: true), .init("FAULTS", right: true), .init("SIMULATED", right: true),
            .init("FAILED", right: true),
        ])
        table.add([
            .init(String(schedules)), .init(String(events)), .init(String(jobs)), .init(String(executions)),
            .init(String(faults)), .init(HumanText.duration(.seconds(virtualSeconds)), raw: String(virtualSeconds)),
            .init(String(failures.count), style: failures.isEmpty ? .good : .bad),
        ])
        let failed = failures.map { report -> JSONValue in
            .object([
                .init("Seed", .string(String(report.seed))),
                .init("Problems", .array(report.problems.map { .string($0) })),
                .init("Replay", .string(report.replayCommand)),
            ])
        }
        let document = JSONValue.object([
            .init("Schedules", .int(Int64(schedules))), .init("Events", .int(Int64(events))),
            .init("Jobs", .int(Int64(jobs))),
            .init("Executions", .int(Int64(executions))), .init("Faults", .int(Int64(faults))),
            .init("VirtualSeconds", .double(virtualSeconds)), .init("Failures", .array(failed)),
        ])
        return Answer(document: document, table: table, identifiers: failures.map { String($0.seed) })
    }
}
