import Core

/// Decides whether labels satisfy the conditions of a list, as Kubernetes' selectors do.
enum LabelFilter {
    static func matches(_ constraints: [Constraint], _ labels: StringMap) -> Bool {
        constraints.allSatisfy { matches($0, labels[$0.key]) }
    }

    /// A label that is missing satisfies the operators that deny something.
    private static func matches(_ constraint: Constraint, _ value: String?) -> Bool {
        switch constraint.op {
        case .in, .equals, .doubleEquals: value.map(constraint.values.contains) ?? false
        case .notIn, .notEquals: value.map { !constraint.values.contains($0) } ?? true
        case .exists: value != nil
        case .doesNotExist: value == nil
        case .greaterThan: compare(value, constraint.values, >)
        case .lessThan: compare(value, constraint.values, <)
        }
    }

    private static func compare(_ value: String?, _ bounds: [String], _ isOrdered: (Int64, Int64) -> Bool) -> Bool {
        guard let value = value.flatMap({ Int64($0) }), let bound = bounds.first.flatMap({ Int64($0) }) else {
            return false
        }
        return isOrdered(value, bound)
    }
}
