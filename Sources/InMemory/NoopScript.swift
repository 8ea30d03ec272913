package import Core

/// What a `noop` task is told to do, read from its engine parameters.
///
/// Parameters, all optional, in any case of letters: `ExitCode` (0 to 255), `Stdout`, `Stderr`, `Milliseconds` (how
/// long it takes), `Failure` (the run fails with this text), `Permanent` (the failure would be the same anywhere),
/// `PrepareFailure` (making ready fails with this text), `Results` (an object: result path name to the text of the
/// file `out` in it).
package struct NoopScript: Sendable, Hashable {
    /// The longest run that may be asked for: a day.
    package static let millisecondsMax: Int64 = 86_400_000

    package var exitCode = 0
    package var stdout = ""
    package var stderr = ""
    package var milliseconds: Int64 = 0
    package var failure: String?
    package var isPermanent = false
    package var prepareFailure: String?
    /// Sorted by name.
    package var results = StringMap()

    /// Throws `validation` for a parameter that is unknown or has a wrong value.
    package init(_ params: JSONValue) throws(CoreError) {
        if params == .null { return }
        guard case .object(let members) = params else {
            throw Self.invalid("Params", "must be an object")
        }
        for member in members { try read(member) }
    }

    private mutating func read(_ member: JSONValue.Member) throws(CoreError) {
        switch member.name.lowercased() {
        case "exitcode": exitCode = Int(try Self.int(member, in: 0...255))
        case "stdout": stdout = try Self.text(member)
        case "stderr": stderr = try Self.text(member)
        case "milliseconds": milliseconds = try Self.int(member, in: 0...Self.millisecondsMax)
        case "failure": failure = try Self.text(member)
        case "preparefailure": prepareFailure = try Self.text(member)
        case "permanent":
            guard case .bool(let flag) = member.value else { throw Self.invalid(member.name, "must be true or false") }
            isPermanent = flag
        case "results":
            guard case .object(let items) = member.value else { throw Self.invalid(member.name, "must be an object") }
            for item in items { results[item.name] = try Self.text(item) }
        default:
            throw Self.invalid(
                member.name,
                "is unknown; known are ExitCode, Stdout, Stderr, Milliseconds, Failure, Permanent, PrepareFailure, "
                    + "Results"
            )
        }
    }

    private static func text(_ member: JSONValue.Member) throws(CoreError) -> String {
        guard let text = member.value.stringValue else { throw invalid(member.name, "must be a text") }
        return text
    }

    private static func int(_ member: JSONValue.Member, in range: ClosedRange<Int64>) throws(CoreError) -> Int64 {
        guard case .int(let number) = member.value, range.contains(number) else {
            throw invalid(member.name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func invalid(_ name: String, _ rule: String) -> CoreError {
        CoreError(.validation, "noop engine: parameter '\(name)' \(rule)", component: "noop")
    }
}
