import Core
import GRDB

/// Turns SQLite's errors into the ports' errors: what failed, in which file, and what to do.
struct SQLiteFailure {
    let path: String
    let component: String

    /// The error as a `CoreError`; one that is already is given back as it is.
    func translate(_ error: any Error, while action: String) -> any Error {
        if error is CoreError || error is CancellationError { return error }
        guard let error = error as? DatabaseError else {
            // What GRDB reads for itself has not the type that it wrote.
            return CoreError(
                error is RowDecodingError ? .corrupt : .io,
                "\(action) failed in \(path)",
                component: component,
                cause: String(describing: error)
            )
        }
        let cause = "SQLite \(error.extendedResultCode.rawValue), \(error.message ?? "without a message")"
        let (code, message, hint) = explain(error, action)
        return CoreError(code, message, hint: hint, component: component, cause: cause)
    }

    /// The error as a `CoreError`, also one that is nobody's fault.
    func coreError(_ error: any Error, while action: String) -> CoreError {
        translate(error, while: action) as? CoreError
            ?? CoreError(.cancelled, "\(action) was cancelled", component: component, cause: "\(error)")
    }

    private func explain(_ error: DatabaseError, _ action: String) -> (CoreError.Code, String, String?) {
        switch error.resultCode {
        case .SQLITE_FULL:
            (.exhausted, "\(action) failed: the disk that holds \(path) is full", "make room; nothing stored is lost")
        // The statements are tested, so that one which does not fit the tables means other tables than ours.
        case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_FORMAT:
            (
                .corrupt, "\(action) failed: \(path) is damaged or is not a database",
                "restore it from a copy, or move it away to start empty"
            )
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            (
                .io, "\(action) failed: \(path) cannot be opened for writing",
                "check that the folder exists, is not mounted read-only and belongs to this user"
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (.unavailable, "\(action) failed: another program holds \(path)", "close it and try again")
        case .SQLITE_MISUSE:
            (.unavailable, "\(action) failed: \(path) is closed", nil)
        default:
            (.io, "\(action) failed in \(path)", nil)
        }
    }
}
