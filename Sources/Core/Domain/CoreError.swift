/// What went wrong in a request, a spec or a port, in one shape: callers branch on `code`, people read `message`.
package struct CoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of an error; a new one breaks nobody.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let name: String
        /// The status an HTTP API answers with.
        package let httpStatus: Int
        package var description: String { name }

        package static let badRequest = Code(name: "BadRequest", httpStatus: 400)
        package static let validation = Code(name: "ValidationError", httpStatus: 400)
        /// The account that pays has not enough.
        package static let paymentRequired = Code(name: "PaymentRequired", httpStatus: 402)
        package static let forbidden = Code(name: "Forbidden", httpStatus: 403)
        package static let notFound = Code(name: "NotFound", httpStatus: 404)
        package static let conflict = Code(name: "ConflictJobState", httpStatus: 409)
        /// What was held here is gone for good: no retry brings it back.
        package static let gone = Code(name: "ContentChanged", httpStatus: 410)
        package static let tooLarge = Code(name: "RequestTooLarge", httpStatus: 413)
        package static let exhausted = Code(name: "ResourceExhausted", httpStatus: 429)
        package static let unavailable = Code(name: "ServiceUnavailable", httpStatus: 503)
        package static let timeout = Code(name: "TimeOut", httpStatus: 500)
        package static let io = Code(name: "IOError", httpStatus: 500)
        package static let corrupt = Code(name: "CorruptData", httpStatus: 500)
        package static let cancelled = Code(name: "RequestCancelled", httpStatus: 500)
        package static let internalError = Code(name: "InternalError", httpStatus: 500)
        package static let ambiguous = Code(name: "MultipleJobsFound", httpStatus: 500)
    }

    package var code: Code
    /// What happened, where and why.
    package var message: String
    /// What the reader can do next.
    package var hint: String?
    /// The part that reports it, such as `JobStore`.
    package var component: String
    /// The error behind this one, as text.
    package var cause: String?

    package init(_ code: Code, _ message: String, hint: String? = nil, component: String = "", cause: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.component = component
        self.cause = cause
    }

    package var description: String {
        var text = message
        if let cause { text += ": " + cause }
        if let hint { text += " (" + hint + ")" }
        return text
    }
}
