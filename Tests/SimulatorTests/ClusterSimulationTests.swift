import Foundation
import Testing

@testable import Simulator

/// The whole cluster under faults, from seeds.
@Suite struct ClusterSimulationTests {
    /// How many schedules one test case runs, so that cases can run side by side.
    static let schedulesPerCase: UInt64 = 50
    static let firstSeeds = stride(from: UInt64(1), to: 1001, by: Int(schedulesPerCase)).map { $0 }

    static let listPath = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "failed-seeds.txt")

    /// Seeds that failed once; each line is a seed, text behind `#` says what it showed.
    static var failedSeeds: [UInt64] {
        let text = (try? String(contentsOf: listPath, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            UInt64(line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces))
        }
    }

    private func run(_ seed: UInt64) -> ClusterReport {
        let report = ClusterSimulation.run(seed: seed)
        guard !report.isClean else { return report }
        Issue.record("\(report.problems.joined(separator: "\n"))\nreplay: \(report.replayCommand)")
        if !Self.failedSeeds.contains(seed),
            let line = "\(seed) # \(report.problems[0].prefix(100))\n".data(using: .utf8),
            let file = try? FileHandle(forWritingTo: Self.listPath)
        {
            _ = try? file.seekToEnd()
            try? file.write(contentsOf: line)
            try? file.close()
        }
        return report
    }

    @Test("1,000 schedules with lost, repeated and late messages and crashes", arguments: firstSeeds)
    func schedules(first: UInt64) {
        var lost = 0
        var crashes = 0
        var drains = 0
        var completed = 0
        for seed in first..<(first + Self.schedulesPerCase) {
            let report = run(seed)
            lost += report.messagesLost
            crashes += report.orchestratorCrashes + report.nodeCrashes
            drains += report.nodeDrains
            completed += report.completedJobs
        }
        #expect(lost > 0 && crashes > 0 && drains > 0 && completed > 0, "the faults and the work must be real")
    }

    @Test("Seeds that failed once", arguments: failedSeeds)
    func former(seed: UInt64) { _ = run(seed) }

    @Test func theSameSeedGivesTheSameStory() {
        let first = ClusterSimulation.run(seed: 42, keepsTrace: true)
        let second = ClusterSimulation.run(seed: 42, keepsTrace: true)
        #expect(first.trace == second.trace)
        #expect(first.events == second.events)
        #expect(ClusterSimulation.run(seed: 43, keepsTrace: true).trace != first.trace)
    }

    @Test func withoutFaultsNothingIsLostAndNothingRunsTwice() {
        for seed in UInt64(1)...20 {
            let report = ClusterSimulation.run(seed: seed, faults: .none)
            #expect(report.isClean, "\(report.problems)")
            #expect(report.messagesLost == 0 && report.orchestratorCrashes == 0 && report.nodeCrashes == 0)
        }
    }
}
