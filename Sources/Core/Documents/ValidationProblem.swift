/// One thing that is wrong in a spec or a document: which field, its value, the rule, and what was probably meant.
package struct ValidationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the field, such as `Tasks[0].Engine.Type`; empty for the document itself.
    package var field: String
    /// The value as written, shortened; empty when there is none.
    package var value: String
    /// What holds for the field, such as `must be a number of seconds, 0 or more`.
    package var rule: String
    /// The nearest valid spelling.
    package var suggestion: String?

    /// The most characters of a value that are shown.
    package static let valueCharactersMax = 80

    /// Makes a problem; a long value is cut.
    package init(_ field: String, value: String = "", rule: String, suggestion: String? = nil) {
        self.field = field
        let isLong = value.utf8.count > Self.valueCharactersMax && value.count > Self.valueCharactersMax
        self.value = isLong ? String(value.prefix(Self.valueCharactersMax)) + "…" : value
        self.rule = rule
        self.suggestion = suggestion
    }

    /// Makes a problem of the field at a path.
    package init(_ path: DocumentPath, value: String = "", rule: String, suggestion: String? = nil) {
        self.init(path.description, value: value, rule: rule, suggestion: suggestion)
    }

    /// The problem in one line.
    package var description: String {
        var text = field.isEmpty ? "the document" : field
        text += value.isEmpty ? " " : " '\(value)' "
        text += rule
        if let suggestion { text += "; did you mean '\(suggestion)'?" }
        return text
    }
}

extension CoreError {
    /// A validation error over all problems, one line each; there must be one at least.
    package init(problems: [ValidationProblem], subject: String = "the job spec") {
        precondition(!problems.isEmpty, "an error over problems needs a problem")
        let message =
            problems.count == 1
            ? "\(subject) is not valid: \(problems[0])"
            : "\(subject) has \(problems.count) problems:\n" + problems.map { "- \($0)" }.joined(separator: "\n")
        self.init(.validation, message, component: "JobSpec")
    }
}
