import Foundation

/// How a child process ended.
struct Finished: Sendable, CustomStringConvertible {
    var command: String
    /// Its exit status; minus the number of the signal that ended it.
    var status: Int32
    var output: Data
    var error: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output without the newline at its end.
    var line: String { text.trimmingCharacters(in: .newlines) }

    /// The output read as JSON.
    var json: JSON {
        get throws { try JSON(output) }
    }

    var description: String { "`\(command)` ended with \(status)\nstdout: \(text)\nstderr: \(error)" }
}
