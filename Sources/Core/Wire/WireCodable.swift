/// A value with a JSON form on the HTTP API, which servers write and clients read.
///
/// Readers ignore unknown members and take names in any case. What we add to the objects of v1 is listed in
/// `docs/job-spec.md`, section "Fields beside v1".
package protocol WireCodable {
    /// The value as v1 writes it, for clients of the newer line.
    var wireValue: JSONValue { get }
    /// Reads the value out of what the server wrote.
    init(reading reader: DocumentReader) throws(ValidationProblem)
}

extension WireCodable {
    /// Reads the value out of a body.
    ///
    /// Throws `corrupt` naming the member that is not as it should be.
    package init(wire value: JSONValue) throws(CoreError) {
        do {
            try self.init(reading: DocumentReader(value))
        } catch {
            throw CoreError(
                .corrupt,
                "the answer is not a \(Self.self) as v1 writes it: \(error)",
                hint: "check that the address is that of a Bacalhau API",
                component: "Wire"
            )
        }
    }
}

/// Helpers for the lists and doubled names of v1's answers.
package enum Wire {
    /// An object with some members repeated under their names with a small first letter, for clients that want those.
    ///
    /// `{"Nodes": […]}` with `["Nodes"]` becomes `{"Nodes": […], "nodes": […]}`.
    package static func doubled(_ value: JSONValue, _ names: [String]) -> JSONValue {
        guard case .object(var members) = value else { return value }
        for name in names {
            guard let member = members.first(where: { $0.name == name }) else { continue }
            members.append(name.prefix(1).lowercased() + name.dropFirst(), member.value)
        }
        return .object(members)
    }

    /// A page of a listing, `{NextToken, Items}`; v1 calls the items of some listings otherwise.
    package static func page(_ items: [JSONValue], nextToken: String = "", itemsName: String = "Items") -> JSONValue {
        .object([
            JSONValue.Member("NextToken", .string(nextToken)), JSONValue.Member(itemsName, .array(items)),
        ])
    }

    /// Reads a list of values; a missing or null list is empty.
    static func list<Item: WireCodable>(_ reader: DocumentReader?) throws(ValidationProblem) -> [Item] {
        guard let reader else { return [] }
        var list: [Item] = []
        for item in try reader.items() { list.append(try Item(reading: item)) }
        return list
    }
}

/// One page of a listing as a client reads it.
package struct WirePage<Item: WireCodable> {
    package var items: [Item]
    /// Empty on the last page.
    package var nextToken: String

    /// Reads `{NextToken, Items}`, the items also under `itemsName`.
    ///
    /// Throws `corrupt`.
    package init(wire value: JSONValue, itemsName: String = "Items") throws(CoreError) {
        let reader = DocumentReader(value)
        do {
            items = try Wire.list(reader[itemsName])
            nextToken = try reader["NextToken"]?.text() ?? ""
        } catch {
            throw CoreError(.corrupt, "the answer is not a list as v1 writes it: \(error)", component: "Wire")
        }
    }
}

extension DocumentReader {
    /// The text of a member; empty when it is missing.
    func text(_ name: String) throws(ValidationProblem) -> String { try self[name]?.text() ?? "" }

    /// The whole number of a member; 0 when it is missing.
    func integer(_ name: String) throws(ValidationProblem) -> Int { Int(try self[name]?.integer() ?? 0) }

    /// The amount of a member; 0 when it is missing.
    func amount(_ name: String) throws(ValidationProblem) -> UInt64 {
        guard let member = self[name] else { return 0 }
        guard let amount = UInt64(exactly: try member.integer()) else { throw member.problem("must not be negative") }
        return amount
    }

    /// The bool of a member; false when it is missing.
    func flag(_ name: String) throws(ValidationProblem) -> Bool { try self[name]?.flag() ?? false }

    /// The time of a member as RFC 3339 text; `.zero` when it is missing.
    func time(_ name: String) throws(ValidationProblem) -> Timestamp {
        guard let member = self[name] else { return .zero }
        guard let time = RFC3339.parse(try member.text()) else {
            throw member.problem("must be a time such as 2024-11-20T20:10:42.1Z")
        }
        return time
    }

    /// The time of a member in nanoseconds since 1970; `.zero` when it is missing.
    func nanoseconds(_ name: String) throws(ValidationProblem) -> Timestamp {
        Timestamp(nanoseconds: try self[name]?.integer() ?? 0)
    }

    /// One of an enumeration's spellings.
    func choice<Choice: RawRepresentable<String>>(_ type: Choice.Type) throws(ValidationProblem) -> Choice {
        guard let choice = Choice(rawValue: try text()) else { throw problem("must be a known \(type)") }
        return choice
    }
}
