/// One line that a program printed.
public struct LogEntry: Sendable, Hashable {
    /// True for a line of stderr.
    public let isError: Bool
    /// The line with its newline, when the program printed one.
    public let text: String
    /// The partition that printed it, from 0.
    public let partition: Int
}
