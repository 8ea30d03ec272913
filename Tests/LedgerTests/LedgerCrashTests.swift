import Core
import Database
import Glibc
import Ledger
import Settlement
import TestKit
import Testing

/// A ledger is killed again and again in the middle of its work: what it answered is in the log, the books balance, and
/// the state that it starts again with is what its whole log gives.
@Suite struct LedgerCrashTests {
    private static let rounds = 10

    @Test(.timeLimit(.minutes(5)), arguments: [1, 16])
    func theBooksOutliveKills(tasks: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("ledger.db")
            var random = SplitMix64(seed: UInt64(tasks))
            var checkpoints: UInt64 = 0
            for _ in 0..<Self.rounds {
                let answered = try await runAndKill([path, "\(tasks)"], &random)
                let log = try SQLiteLedgerLog(path: path)
                for line in answered {
                    let entry = try await log.entries(from: line.sequence, limit: 1).first
                    #expect(entry?.hash.hex == line.hash)
                }
                if try await log.lastEntry() != nil {
                    let restored = try await LedgerRecovery.restore(log)
                    let report = try await LedgerVerifier.verify(log)
                    #expect(restored.state.digest == report.stateDigest)
                    #expect(restored.last.hash == report.lastHash)
                    checkpoints = report.checkpoints
                }
                try log.close()
            }
            #expect(checkpoints > 0)
        }
    }

    private struct Line {
        var sequence: UInt64
        var hash: String
    }

    /// Starts the helper, kills it after some answers, and gives all of them.
    private func runAndKill(_ arguments: [String], _ random: inout SplitMix64) async throws -> [Line] {
        let kill = CrashProgram.Kill(after: 1 + random.below(150), spins: random.below(400_000))
        let end = try await CrashProgram("ledger-crash-helper").run(arguments, killed: kill)
        #expect(end.status == -SIGKILL, "the helper ended before it was killed")
        return end.lines.compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let sequence = UInt64(words[0]) else { return nil }
            return Line(sequence: sequence, hash: String(words[1]))
        }
    }
}
