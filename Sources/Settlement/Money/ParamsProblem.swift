/// A reason to refuse parameters.
package struct ParamsProblem: Hashable, Sendable, CustomStringConvertible {
    /// The condition that fails: `C1` to `C9` for incentives, `range` for numbers the machine cannot work with.
    package var condition: String
    /// What is wrong, with the numbers.
    package var message: String

    /// Whether the machine cannot run at all; the others only make cheating pay.
    package var isFatal: Bool { condition == "range" }

    package var description: String { condition + ": " + message }
}
