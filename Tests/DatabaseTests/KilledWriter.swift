import Core
import Foundation
import Testing

/// A process of the crash tests that writes numbered records until it is killed.
enum KilledWriter {
    /// Starts the helper, kills it after some acknowledgements, and gives all numbers that it printed.
    static func run(_ arguments: [String], _ random: inout SplitMix64) throws -> [Int] {
        let helper = Process()
        helper.executableURL = try helperURL
        helper.arguments = arguments
        let output = Pipe()
        helper.standardOutput = output
        try helper.run()
        let wanted = random.below(60)
        var text = Data()
        while text.count(where: { $0 == 0x0A }) <= wanted {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            text.append(piece)
        }
        // Some work between the acknowledgement and the kill, so that it hits any moment of a commit.
        var spin = random.below(400_000)
        while spin > 0 { spin -= 1 }
        kill(helper.processIdentifier, SIGKILL)
        text.append(output.fileHandleForReading.readDataToEndOfFile())
        helper.waitUntilExit()
        #expect(helper.terminationReason == .uncaughtSignal, "the helper ended before it was killed")
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }

    /// The helper lies beside the test program.
    private static var helperURL: URL {
        get throws {
            let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            let url = tests.deletingLastPathComponent().appendingPathComponent("database-crash-helper")
            try #require(FileManager.default.isExecutableFile(atPath: url.path), "\(url.path) is not built")
            return url
        }
    }
}
