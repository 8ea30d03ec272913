import Synchronization

@testable import Commands

/// A console that keeps what is written, each stream apart.
final class TestConsole: Console {
    private struct Text {
        var output: [UInt8] = []
        var error = ""
    }

    let isOutputTerminal: Bool
    let isErrorTerminal: Bool
    let errorColumns: Int
    private let input: [UInt8]
    private let text = Mutex(Text())

    init(isTerminal: Bool = false, columns: Int = 80, input: String = "") {
        isOutputTerminal = isTerminal
        isErrorTerminal = isTerminal
        errorColumns = columns
        self.input = Array(input.utf8)
    }

    var output: String { text.withLock { String(decoding: $0.output, as: UTF8.self) } }
    var error: String { text.withLock { $0.error } }

    func write(_ bytes: [UInt8]) throws { text.withLock { $0.output += bytes } }
    func writeError(_ text: String) { self.text.withLock { $0.error += text } }
    func readInput(bytesMax: Int) throws -> [UInt8] { input }
}
