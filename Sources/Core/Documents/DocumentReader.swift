/// A value in a document with its path, and typed reading of it.
///
/// Reading is lenient where people are: a number or bool may stand for text, and text that is a number for a number.
/// What cannot be read throws a `ValidationProblem` that names the path.
package struct DocumentReader: Sendable {
    /// The value read.
    package let value: JSONValue
    /// Where it lies.
    package let path: DocumentPath

    /// The most entries of a map of texts, such as labels or variables.
    package static let mapEntriesMax = 1000

    /// Reads `value`, which lies at `path`.
    package init(_ value: JSONValue, path: DocumentPath = .root) {
        self.value = value
        self.path = path
    }

    /// The member of this object by its name in any case; nil when it is missing or null, or this is no object.
    package subscript(_ name: String) -> DocumentReader? {
        guard let member = value[anyCase: name], member != .null else { return nil }
        return DocumentReader(member, path: path[name])
    }

    /// The member by its name in any case; throws when it is missing or null.
    package func required(_ name: String) throws(ValidationProblem) -> DocumentReader {
        guard let member = self[name] else { throw ValidationProblem(path[name], rule: "is required") }
        return member
    }

    /// The members of this object in their order.
    package func members() throws(ValidationProblem) -> [JSONValue.Member] {
        guard case .object(let members) = value else { throw problem("must be an object") }
        return members
    }

    /// The items of this array.
    package func items() throws(ValidationProblem) -> [DocumentReader] {
        guard case .array(let items) = value else { throw problem("must be a list") }
        return items.enumerated().map { DocumentReader($1, path: path[$0]) }
    }

    /// The text, or the text of a number or bool.
    package func text() throws(ValidationProblem) -> String {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): Self.text(of: number)
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: throw problem("must be text")
        }
    }

    /// The whole number, or that of a text; a double counts when it is whole.
    package func integer() throws(ValidationProblem) -> Int64 {
        switch value {
        case .int(let number): return number
        case .double(let number): if let whole = Self.whole(number) { return whole }
        case .string(let text): if let number = Int64(text) { return number }
        case .null, .bool, .array, .object: break
        }
        throw problem("must be a whole number")
    }

    /// The number as a double, or that of a text.
    package func number() throws(ValidationProblem) -> Double {
        switch value {
        case .int(let number): return Double(number)
        case .double(let number): return number
        case .string(let text): if let number = Double(text), number.isFinite { return number }
        case .null, .bool, .array, .object: break
        }
        throw problem("must be a number")
    }

    /// The bool, or that of a text or number that Go would take for one.
    package func flag() throws(ValidationProblem) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .string(let text): if let flag = GoBool.parse(text) { return flag }
        case .int(let number): if let flag = GoBool.parse(String(number)) { return flag }
        case .null, .double, .array, .object: break
        }
        throw problem("must be true or false")
    }

    /// The texts of this array.
    package func texts() throws(ValidationProblem) -> [String] {
        var texts: [String] = []
        for item in try items() { texts.append(try item.text()) }
        return texts
    }

    /// The texts of this object's members; a null is empty text.
    ///
    /// Throws above ``mapEntriesMax`` members.
    package func textMap() throws(ValidationProblem) -> StringMap {
        var map = StringMap()
        let members = try members()
        guard members.count <= Self.mapEntriesMax else {
            throw problem("must have at most \(Self.mapEntriesMax) entries")
        }
        for member in members {
            let reader = DocumentReader(member.value, path: path[member.name])
            map[member.name] = member.value == .null ? "" : try reader.text()
        }
        return map
    }

    /// A problem of the value here.
    ///
    package func problem(_ rule: String, suggestion: String? = nil) -> ValidationProblem {
        ValidationProblem(path, value: Self.shown(value), rule: rule, suggestion: suggestion)
    }

    /// A value as an error shows it: scalars as written, lists and objects by their kind.
    package static func shown(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): text(of: number)
        case .string(let text): text
        case .array: "[…]"
        case .object: "{…}"
        }
    }

    /// A double as people write it: without a fraction when it is whole.
    private static func text(of number: Double) -> String {
        if let whole = Self.whole(number) { return String(whole) }
        return number.description
    }

    /// The whole number that a double is; nil for one with a fraction, beyond `Int64`, or no number.
    ///
    /// It stands in for `Int64(exactly:)`, which calls the C library's mathematics.
    static func whole(_ number: Double) -> Int64? {
        guard number > -0x1p63, number < 0x1p63 else { return nil }
        let whole = Int64(number)
        return Double(whole) == number ? whole : nil
    }
}
