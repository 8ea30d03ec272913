/// What went wrong in a command, with what the user can do about it.
struct CommandError: Error, CustomStringConvertible, Sendable {
    /// The kind of an error; it decides the exit status.
    struct Code: Hashable, Sendable {
        let status: Int32

        /// The command line asks for something that cannot be.
        static let usage = Code(status: ExitStatus.usage)
        /// The request was refused, or the job failed.
        static let failed = Code(status: ExitStatus.failure)
        /// No node answers.
        static let unreachable = Code(status: ExitStatus.unavailable)
        /// A file or folder on this machine could not be read or written.
        static let file = Code(status: ExitStatus.failure)
        /// Nobody reads what we write any more, as after `| head`.
        static let outputClosed = Code(status: ExitStatus.outputClosed)
    }

    var code: Code
    /// What happened and where.
    var message: String
    /// Why, when there is more to say than the message does.
    var cause: String?
    /// What to do next.
    var hint: String?

    init(_ code: Code, _ message: String, cause: String? = nil, hint: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.hint = hint
    }

    /// The error as the command line prints it: what, why and what to do next, one line each.
    var description: String {
        var text = "Error: \(message)"
        if let cause, !cause.isEmpty { text += "\n" + Self.indented(cause) }
        if let hint, !hint.isEmpty { text += "\n" + Self.indented(hint) }
        return text
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}
