/// The first thing that is wrong in a log: where, what, and how it ought to be.
package struct LedgerFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The entry, or the one that a head is about; nil for the file as a whole.
    package var entry: UInt64?
    /// What was looked at, such as `hash` or `signature`.
    package var what: String
    package var expected: String
    package var found: String

    package init(_ entry: UInt64?, _ what: String, expected: String, found: String) {
        self.entry = entry
        self.what = what
        self.expected = expected
        self.found = found
    }

    package var description: String {
        let place = entry.map { "entry \($0)" } ?? "the file"
        return "\(place): \(what): expected \(expected), found \(found)"
    }
}
