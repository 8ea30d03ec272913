import ContentAddressing
import Core
import HTTPTypes

/// An answer that is not the one asked for: status, code and what the reader can do.
struct APIError: Error, CustomStringConvertible, Sendable {
    /// The kind of an answer, named as v1 names it.
    struct Code: Hashable, Sendable {
        let name: String
        let status: Int

        static let badRequest = Code(name: "BadRequest", status: 400)
        static let unauthorized = Code(name: "Unauthorized", status: 401)
        static let forbidden = Code(name: "Forbidden", status: 403)
        static let notFound = Code(name: "NotFound", status: 404)
        static let methodNotAllowed = Code(name: "MethodNotAllowed", status: 405)
        static let notAcceptable = Code(name: "NotAcceptable", status: 406)
        static let notHere = Code(name: "PreconditionFailed", status: 412)
        static let tooLarge = Code(name: "RequestTooLarge", status: 413)
        static let badRange = Code(name: "RangeNotSatisfiable", status: 416)
        static let upgradeRequired = Code(name: "UpgradeRequired", status: 426)
        static let notImplemented = Code(name: "NotImplemented", status: 501)
        static let internalError = Code(name: "InternalError", status: 500)
    }

    var code: Code
    var message: String
    var hint: String?
    var component: String
    var cause: String?
    /// Headers that the answer carries beside the usual ones.
    var headers: HTTPFields = HTTPFields()

    init(_ code: Code, _ message: String, hint: String? = nil, component: String = "APIServer", cause: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.component = component
        self.cause = cause
    }

    var description: String { cause.map { message + ": " + $0 } ?? message }
}

extension APIError {
    /// Turns whatever a handler or a service threw into an answer.
    init(answering error: any Error) {
        switch error {
        case let error as APIError:
            self = error
        case let error as CoreError:
            let code = Code(name: error.code.name, status: error.code.httpStatus)
            let component = error.component.isEmpty ? "APIServer" : error.component
            self.init(code, error.message, hint: error.hint, component: component, cause: error.cause)
        case let error as ContentError:
            self.init(content: error)
        case is CancellationError:
            self.init(Code(name: "RequestCancelled", status: 500), "the request was cancelled before it was done")
        default:
            self.init(.internalError, "Internal server error", component: "Unknown", cause: "\(error)")
        }
    }

    private init(content error: ContentError) {
        let code: Code =
            switch error.code {
            case .notFound, .notADirectory, .notAFile: .notFound
            case .invalidCID, .invalidMultibase, .invalidMultihash, .invalidVarint, .invalidCAR, .truncated: .badRequest
            case .unsupportedHash, .unsupportedCodec: .notImplemented
            case .limitExceeded: .tooLarge
            default: .internalError
            }
        self.init(code, error.message, component: "Content", cause: error.cause.map { "\($0)" })
    }
}
