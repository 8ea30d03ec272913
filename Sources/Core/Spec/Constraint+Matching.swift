extension Constraint {
    /// The beginning of a key that makes the constraint a preference: it ranks nodes but excludes none.
    package static let preferencePrefix = "favour_"

    /// True when this only ranks nodes.
    package var isPreference: Bool { key.hasPrefix(Self.preferencePrefix) }

    /// The label that is looked at: the key without the prefix of a preference.
    package var labelKey: String {
        isPreference ? String(key.dropFirst(Self.preferencePrefix.count)) : key
    }

    /// True when the labels meet the condition, with the meaning of Kubernetes label selectors.
    ///
    /// `notin`, `!=` and `!` hold for a node without the label; `gt` and `lt` compare whole numbers.
    package func matches(_ labels: StringMap) -> Bool {
        let label = labels[labelKey]
        switch op {
        case .exists: return label != nil
        case .doesNotExist: return label == nil
        case .in, .equals, .doubleEquals: return label.map { values.contains($0) } ?? false
        case .notIn, .notEquals: return label.map { !values.contains($0) } ?? true
        case .greaterThan, .lessThan:
            guard let label = label.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }) else {
                return false
            }
            return op == .greaterThan ? label > bound : label < bound
        }
    }

    /// How many values the operator needs, when it has others; nil when all is well.
    var arityProblem: String? {
        guard values.count <= JobSpecValidator.constraintValuesMax else {
            return "must have at most \(JobSpecValidator.constraintValuesMax) values"
        }
        switch op {
        case .in, .notIn: return values.isEmpty ? "must have a value for operator '\(op.rawValue)'" : nil
        case .exists, .doesNotExist:
            return values.isEmpty ? nil : "must be left out for operator '\(op.rawValue)'"
        case .equals, .doubleEquals, .notEquals, .greaterThan, .lessThan:
            return values.count == 1 ? nil : "must have exactly one value for operator '\(op.rawValue)'"
        }
    }
}
