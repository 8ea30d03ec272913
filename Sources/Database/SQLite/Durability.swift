/// What an acknowledged commit outlives.
///
/// Neither kind can leave half a commit or a damaged file.
package enum Durability: Sendable, Hashable {
    /// `synchronous=FULL`: the log is flushed to the disk before a commit returns; a power loss takes nothing.
    case full
    /// `synchronous=NORMAL`: a commit is with the operating system when it returns. A crash of the process takes
    /// nothing; a power loss may take the last seconds, whole commits from the end.
    case relaxed

    /// The value of `PRAGMA synchronous`.
    var pragmaValue: Int {
        switch self {
        case .full: 2
        case .relaxed: 1
        }
    }
}
