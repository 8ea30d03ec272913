import Core

/// The query of a request, decoded when it is asked for.
///
/// Names are compared with hyphen and underscore as equal, because clients of v1 use both for the same filter.
struct QueryParameters: Sendable {
    /// The most parameters that are looked at.
    static let countMax = 256

    private let pairs: [(name: String, value: String)]

    /// Throws `badRequest` for a broken escape or too many parameters.
    init(_ query: Substring) throws(APIError) {
        guard !query.isEmpty else {
            pairs = []
            return
        }
        var pairs: [(name: String, value: String)] = []
        for part in query.split(separator: "&", omittingEmptySubsequences: true) {
            guard pairs.count < Self.countMax else {
                throw APIError(.badRequest, "the query has more than \(Self.countMax) parameters")
            }
            let cut = part.utf8.firstIndex(of: UInt8(ascii: "="))
            let name = cut.map { part[..<$0] } ?? part
            let value = cut.map { part[part.utf8.index(after: $0)...] } ?? ""
            guard let name = PercentCoding.decode(name, plusIsSpace: true),
                let value = PercentCoding.decode(value, plusIsSpace: true)
            else {
                throw APIError(.badRequest, "the query parameter \(part) is not percent-encoded UTF-8")
            }
            pairs.append((Self.canonical(name), value))
        }
        self.pairs = pairs
    }

    /// The last value of a name, empty ones included; nil when it is not there.
    subscript(_ name: String) -> String? {
        let name = Self.canonical(name)
        return pairs.last { $0.name == name }?.value
    }

    /// The last value of a name unless it is empty.
    func text(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    /// All values of a name that are not empty.
    func all(_ name: String) -> [String] {
        let name = Self.canonical(name)
        return pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    /// A Go boolean; false when absent or empty.
    func flag(_ name: String) throws(APIError) -> Bool {
        guard let text = text(name) else { return false }
        guard let value = GoBool.parse(text) else {
            throw APIError(.badRequest, "\(name)=\(text) is not a boolean", hint: "write true or false")
        }
        return value
    }

    /// True when the name is there, with any value but a false one: `?pretty`.
    func isSet(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.isEmpty || GoBool.parse(value) ?? true
    }

    /// A whole number in the range; nil when absent or empty.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let value = Int64(text), range.contains(value) else {
            throw APIError(
                .badRequest,
                "\(name)=\(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    private static func canonical(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "-")) else { return name }
        return String(decoding: name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
