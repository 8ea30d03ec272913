/// Reads label selectors as Kubernetes writes them: `team=data,tier in (a, b),!canary,gpus>1`.
package enum LabelSelector {
    /// The longest selector, in bytes.
    package static let bytesMax = 16 << 10
    private static let signs = "!=<>,() \t"

    /// The conditions of a selector, all of which must hold; none for empty text.
    ///
    /// Throws `badRequest` with the position of what is not understood.
    package static func parse(_ text: String) throws(CoreError) -> [Constraint] {
        guard text.utf8.count <= bytesMax else {
            throw CoreError(.tooLarge, "a label selector has at most \(bytesMax) bytes", component: "APIServer")
        }
        var scanner = Scanner(text: text)
        var constraints: [Constraint] = []
        guard !scanner.isAtEnd else { return [] }
        repeat {
            constraints.append(try scanner.requirement())
            guard constraints.count <= JobSpecValidator.constraintsMax else {
                throw scanner.failure("at most \(JobSpecValidator.constraintsMax) conditions")
            }
        } while scanner.take(",")
        guard scanner.isAtEnd else { throw scanner.failure("',' or the end") }
        return constraints
    }

    private struct Scanner {
        let text: String
        var position: String.Index

        init(text: String) {
            self.text = text
            position = text.startIndex
            skipBlanks()
        }

        var isAtEnd: Bool { position == text.endIndex }

        mutating func requirement() throws(CoreError) -> Constraint {
            if take("!") { return Constraint(key: try word("a label"), op: .doesNotExist, values: []) }
            let key = try word("a label")
            for op in [Constraint.Operator.notEquals, .doubleEquals, .equals] where take(op.rawValue) {
                return Constraint(key: key, op: op, values: [word()])
            }
            if take(">") { return try comparison(key, .greaterThan) }
            if take("<") { return try comparison(key, .lessThan) }
            guard !isAtEnd, !text[position...].hasPrefix(",") else {
                return Constraint(key: key, op: .exists, values: [])
            }
            switch word() {
            case "in": return Constraint(key: key, op: .in, values: try list())
            case "notin": return Constraint(key: key, op: .notIn, values: try list())
            default: throw failure("an operator (=, ==, !=, >, <, in, notin) after '\(key)'")
            }
        }

        private mutating func comparison(_ key: String, _ op: Constraint.Operator) throws(CoreError) -> Constraint {
            let value = word()
            guard Int64(value) != nil else { throw failure("a whole number to compare '\(key)' with") }
            return Constraint(key: key, op: op, values: [value])
        }

        private mutating func list() throws(CoreError) -> [String] {
            guard take("(") else { throw failure("'('") }
            var values: [String] = []
            repeat { values.append(word()) } while take(",")
            guard take(")") else { throw failure("',' or ')'") }
            return values
        }

        private mutating func word(_ wanted: String) throws(CoreError) -> String {
            let word = word()
            guard !word.isEmpty else { throw failure(wanted) }
            return word
        }

        private mutating func word() -> String {
            let start = position
            position = text[start...].firstIndex { signs.contains($0) } ?? text.endIndex
            let word = String(text[start..<position])
            skipBlanks()
            return word
        }

        mutating func take(_ sign: String) -> Bool {
            guard text[position...].hasPrefix(sign) else { return false }
            position = text.index(position, offsetBy: sign.count)
            skipBlanks()
            return true
        }

        private mutating func skipBlanks() {
            position = text[position...].firstIndex { $0 != " " && $0 != "\t" } ?? text.endIndex
        }

        func failure(_ wanted: String) -> CoreError {
            let offset = text.utf8.distance(from: text.startIndex, to: position)
            return CoreError(
                .badRequest,
                "the label selector '\(text.prefix(80))' is not understood at byte \(offset): "
                    + "expected \(wanted)",
                hint: "write for example 'team=data,tier in (a,b),!canary'",
                component: "APIServer"
            )
        }
    }
}
