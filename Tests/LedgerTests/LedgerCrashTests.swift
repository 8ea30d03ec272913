import Core
import Database
import Foundation
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
                let answered = try runAndKill([path, "\(tasks)"], &random)
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
    private func runAndKill(_ arguments: [String], _ random: inout SplitMix64) throws -> [Line] {
        let helper = Process()
        helper.executableURL = try Self.helperURL
        helper.arguments = arguments
        let output = Pipe()
        helper.standardOutput = output
        try helper.run()
        let wanted = random.below(150)
        var text = Data()
        while text.count(where: { $0 == 0x0A }) <= wanted {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            text.append(piece)
        }
        // Some work between the answer and the kill, so that it hits any moment of a commit.
        var spin = random.below(400_000)
        while spin > 0 { spin -= 1 }
        kill(helper.processIdentifier, SIGKILL)
        text.append(output.fileHandleForReading.readDataToEndOfFile())
        helper.waitUntilExit()
        #expect(helper.terminationReason == .uncaughtSignal, "the helper ended before it was killed")
        // The last line may be cut.
        let whole = text[..<(text.lastIndex(of: 0x0A).map { $0 + 1 } ?? text.startIndex)]
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let sequence = UInt64(words[0]) else { return nil }
            return Line(sequence: sequence, hash: String(words[1]))
        }
    }

    /// The helper lies beside the test program.
    private static var helperURL: URL {
        get throws {
            let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            let url = tests.deletingLastPathComponent().appendingPathComponent("ledger-crash-helper")
            try #require(FileManager.default.isExecutableFile(atPath: url.path), "\(url.path) is not built")
            return url
        }
    }
}
