import Foundation
import Testing

@testable import Commands

/// Whole stories: a file has command lines after `$ ` and, below each, what it prints and its exit status.
///
/// Lines of the error stream begin with `! `. With `BACALHAU_TRANSCRIPTS=write` the files are written anew.
struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Transcripts"

    @Test(arguments: ["help", "usage", "specs", "settings", "simulate"])
    func transcript(name: String) async throws {
        let path = "\(Self.folder)/\(name).txt"
        let expected = try String(contentsOfFile: path, encoding: .utf8)
        var actual = ""
        for line in expected.split(separator: "\n", omittingEmptySubsequences: false) where line.hasPrefix("$ ") {
            actual += "\(line)\n" + (await Self.run(String(line.dropFirst(2)))) + "\n"
        }
        if ProcessInfo.processInfo.environment["BACALHAU_TRANSCRIPTS"] == "write" {
            try actual.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(actual == expected)
    }

    private static func run(_ line: String) async -> String {
        let console = TestConsole()
        let context = TestContext.make(console: console, environment: ["HOME": "/home/ada"], folder: folder)
        let status = await Program.run(words(line), context: context)
        let error = console.error.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "!\n" : "! \($0)\n" }.joined()
        return console.output.replacingOccurrences(of: folder, with: "FOLDER")
            + error.replacingOccurrences(of: folder, with: "FOLDER") + "= \(status)\n"
    }

    /// Splits at blanks outside of single quotes; the first word is the program.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var hasWord = false
        for character in line {
            if character == "'" {
                isQuoted.toggle()
                hasWord = true
            } else if character == " ", !isQuoted {
                if hasWord { words.append(word) }
                (word, hasWord) = ("", false)
            } else {
                word.append(character)
                hasWord = true
            }
        }
        if hasWord { words.append(word) }
        return Array(words.dropFirst())
    }
}

extension String {
    fileprivate func write(toFile path: String, atomically: Bool, encoding: String.Encoding) throws {
        try write(to: URL(fileURLWithPath: path), atomically: atomically, encoding: encoding)
    }
}
