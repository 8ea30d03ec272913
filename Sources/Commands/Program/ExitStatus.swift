import ArgumentParser
import ContentAddressing
import Core

/// The exit statuses of the command line, and which error gives which.
enum ExitStatus {
    static let success: Int32 = 0
    /// The request or the job failed.
    static let failure: Int32 = 1
    /// The command line is wrong (`EX_USAGE`).
    static let usage: Int32 = 64
    /// No node answers (`EX_UNAVAILABLE`).
    static let unavailable: Int32 = 69
    /// Interrupted by the user, as shells count it.
    static let interrupted: Int32 = 130
    /// The reader of our output went away, as shells count SIGPIPE.
    static let outputClosed: Int32 = 141

    /// The status and the text for an error of ours; the text is empty when everything has been said.
    ///
    /// Nil for errors of the parser and of anybody else.
    static func describe(_ error: any Error) -> (status: Int32, text: String)? {
        switch error {
        case let code as ExitCode: (code.rawValue, "")
        case is CancellationError: (interrupted, "")
        case let error as CommandError where error.code == .outputClosed: (outputClosed, "")
        case let error as CommandError: (error.code.status, error.description)
        case let error as CoreError: describe(core: error)
        case let error as ContentError: (failure, CommandError(.failed, error.message, cause: cause(error)).description)
        default: nil
        }
    }

    private static func describe(core error: CoreError) -> (status: Int32, text: String) {
        let shown = CommandError(
            code(of: error),
            error.message,
            cause: error.cause,
            hint: error.hint
        )
        return (shown.code.status, shown.description)
    }

    /// A spec or a request that is not valid is wrong input, wherever it was found out.
    private static func code(of error: CoreError) -> CommandError.Code {
        switch error.code {
        case .unavailable: .unreachable
        case .validation, .badRequest: .usage
        default: .failed
        }
    }

    private static func cause(_ error: ContentError) -> String? { error.cause.map { "\($0)" } }

    /// The status that a program's own exit code gives: 0 to 255; codes beyond that are a failure.
    static func passingOn(_ exitCode: Int) -> Int32 {
        (0...255).contains(exitCode) ? Int32(exitCode) : failure
    }
}
