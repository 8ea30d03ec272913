import ArgumentParser
import Core
import Simulator

/// The command `bacalhau simulate cluster`.
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
