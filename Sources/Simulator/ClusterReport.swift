/// What one simulated schedule showed.
package struct ClusterReport: Sendable {
    package var seed: UInt64
    package var events = 0
    package var jobs = 0
    package var executions = 0
    package var messagesLost = 0
    package var messagesRepeated = 0
    package var orchestratorCrashes = 0
    package var nodeCrashes = 0
    package var nodeDrains = 0
    package var completedJobs = 0
    package var failedJobs = 0
    package var stoppedJobs = 0
    package var virtualSeconds: Double = 0
    /// What was wrong, with the event after which it was seen; empty when all was well.
    package var problems: [String] = []
    /// The last happenings before the first problem.
    package var trace: [String] = []

    package init(seed: UInt64) { self.seed = seed }

    package var isClean: Bool { problems.isEmpty }

    /// The command that repeats this schedule.
    package var replayCommand: String { "bacalhau simulate cluster --seed \(seed) --schedules 1 --trace" }
}
