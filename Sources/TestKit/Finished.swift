package import Foundation

/// How a child process ended.
package struct Finished: Sendable, CustomStringConvertible {
    package var command: String
    /// Its exit status; minus the number of the signal that ended it.
    package var status: Int32
    package var output: Data
    package var error: String

    package var text: String { String(decoding: output, as: UTF8.self) }

    /// The output without the newline at its end.
    package var line: String { text.trimmingCharacters(in: .newlines) }

    package var description: String { "`\(command)` ended with \(status)\nstdout: \(text)\nstderr: \(error)" }
}
