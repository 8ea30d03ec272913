/// Where a command's words go: the answer to the output, the talk to the error stream.
protocol Console: Sendable {
    /// Whether the answer goes to a terminal.
    var isOutputTerminal: Bool { get }
    /// Whether the talk goes to a terminal that can redraw lines.
    var isErrorTerminal: Bool { get }
    /// The width of the terminal that the talk goes to, as it is now; at least 20.
    var errorColumns: Int { get }
    /// Writes a part of the answer. Throws `outputClosed` when nobody reads any more.
    func write(_ bytes: [UInt8]) throws
    /// Writes a part of the talk; what cannot be written is dropped.
    func writeError(_ text: String)
    /// Reads all of the standard input; throws beyond `bytesMax` bytes.
    func readInput(bytesMax: Int) throws -> [UInt8]
}

extension Console {
    /// Writes a part of the answer.
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes one line of the talk.
    func note(_ line: String) { writeError(line + "\n") }
}
