import Core
import Glibc
import TestKit
import Testing

/// A process of the crash tests that writes numbered records until it is killed.
enum KilledWriter {
    /// Starts the helper, kills it after some acknowledgements, and gives all numbers that it printed.
    static func run(_ arguments: [String], _ random: inout SplitMix64) async throws -> [Int] {
        let kill = CrashProgram.Kill(after: 1 + random.below(60), spins: random.below(400_000))
        let end = try await CrashProgram("database-crash-helper").run(arguments, killed: kill)
        #expect(end.status == -SIGKILL, "the helper ended before it was killed")
        return end.lines.compactMap { Int($0) }
    }
}
