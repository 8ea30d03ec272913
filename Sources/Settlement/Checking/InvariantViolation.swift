/// A promise of the protocol that does not hold.
package struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The invariant's name, `I1` to `I17`.
    package var name: String
    /// What was found.
    package var message: String

    init(_ name: String, _ message: String) {
        self.name = name
        self.message = message
    }

    package var description: String { name + ": " + message }
}
