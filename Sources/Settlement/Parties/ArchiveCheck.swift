/// What a client found when it fetched an output archive.
package enum ArchiveCheck: Hashable, Sendable {
    /// It is what the digest says.
    case matches
    /// It cannot be had, or holds something else.
    case isMissingOrWrong
}
