import ArgumentParser
import Core
import Simulator

/// `bacalhau simulate`.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run the scheduler in a world that goes wrong, and check it after every event.",
        discussion: """
            EXAMPLES
              bacalhau simulate cluster --schedules 1000
            """,
        subcommands: [SimulateClusterCommand.self]
    )
}

/// `bacalhau simulate cluster`.
struct SimulateClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Simulate clusters that lose, repeat and delay messages and whose processes crash.",
        discussion: """
            Each schedule comes from one seed; a failing one prints the command that repeats it.

            EXAMPLES
              bacalhau simulate cluster --schedules 1000
              bacalhau simulate cluster --seed 42 --schedules 1 --trace
            """
    )

    @Option(help: ArgumentHelp("The seed of the first schedule.", valueName: "n"))
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("How many schedules, one seed after the other.", valueName: "n"))
    var schedules = 100
    @Flag(help: "Print the last happenings of a failing schedule.")
    var trace = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000_000).contains(schedules) else {
            throw ValidationError("--schedules must be between 1 and 100000000.")
        }
    }

    func run() async throws {
        let console = CommandContext.current.console
        let tally = await simulate(console)
        try output.show(tally.answer)
        guard tally.failures.isEmpty else {
            throw CommandError(
                .failed,
                "\(HumanText.count(tally.failures.count, "schedule")) of \(tally.schedules) went wrong"
            )
        }
    }

    /// Runs the schedules one after the other; the first failures are told as they come.
    private func simulate(_ console: any Console) async -> SimulationTally {
        var tally = SimulationTally()
        var view = LiveView(console: console)
        let isLive = if case .live = output.view.progressMode() { true } else { false }
        for index in 0..<schedules {
            let report = ClusterSimulation.run(seed: seed &+ UInt64(index), keepsTrace: trace)
            tally.add(report)
            if !report.isClean {
                view.clear()
                for line in SimulationTally.lines(of: report) { console.note(line) }
            }
            if isLive, index % 16 == 0 {
                let line = "\(index + 1)/\(schedules) schedules, \(tally.events) events, \(tally.failures.count) failed"
                view.draw([line], visibleColumns: [line.count])
            }
            // Others in this process get their turn, and a cancelled command ends here.
            await Task.yield()
            if Task.isCancelled || tally.failures.count >= SimulationTally.failuresMax { break }
        }
        view.clear()
        return tally
    }
}

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
        faults += report.messagesLost + report.messagesRepeated + report.orchestratorCrashes + report.nodeCrashes
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
