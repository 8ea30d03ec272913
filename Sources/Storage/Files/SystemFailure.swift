import Core
import Glibc

/// The error for a system call that failed: what was tried, on which path, and the system's reason.
///
/// Take `code` from `errno` right after the call.
func systemFailure(_ action: String, _ path: String, _ code: CInt = errno) -> CoreError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR:
        return CoreError(.notFound, "cannot \(action) \(path)", component: storageComponent, cause: reason)
    case EACCES, EPERM:
        return CoreError(
            .forbidden,
            "cannot \(action) \(path)",
            hint: "check who owns it and its permissions",
            component: storageComponent,
            cause: reason
        )
    case ENOSPC, EDQUOT:
        return CoreError(
            .exhausted,
            "cannot \(action) \(path)",
            hint: "make room on that disk and try again",
            component: storageComponent,
            cause: reason
        )
    default:
        return CoreError(.io, "cannot \(action) \(path)", component: storageComponent, cause: reason)
    }
}

/// The component that errors of this module name.
let storageComponent = "ContentStore"

extension CoreError {
    /// An error of this module.
    static func storage(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) -> CoreError {
        CoreError(code, message, hint: hint, component: storageComponent, cause: cause.map { "\($0)" })
    }
}
