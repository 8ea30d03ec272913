extension JSONValue {
    /// Appends this value as JSON text; members keep their order.
    ///
    /// Doubles are written with the fewest digits that read back as the same number; infinities and NaN, which JSON
    /// does not know, become `null`. `pretty` puts each item on a line of its own, two spaces deeper.
    package func write(into bytes: inout [UInt8], pretty: Bool = false) {
        var writer = JSONWriter(pretty: pretty)
        swap(&writer.bytes, &bytes)
        writer.write(self)
        swap(&writer.bytes, &bytes)
    }

    /// This value as JSON text in UTF-8.
    package func jsonBytes(pretty: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        write(into: &bytes, pretty: pretty)
        return bytes
    }

    /// This value as JSON text.
    package func jsonText(pretty: Bool = false) -> String {
        String(decoding: jsonBytes(pretty: pretty), as: UTF8.self)
    }

    /// This value with the members of every object ordered by the bytes of their names; of equal names the last stays.
    ///
    /// Written without `pretty`, equal documents then have equal bytes.
    package func sortedKeys() -> JSONValue {
        switch self {
        case .null, .bool, .int, .double, .string: self
        case .array(let items): .array(items.map { $0.sortedKeys() })
        case .object(let members): .object(Self.sorted(members))
        }
    }

    private static func sorted(_ members: [Member]) -> [Member] {
        var result: [Member] = []
        result.reserveCapacity(members.count)
        // Swift's sort is stable, so of equal names the later one comes later and replaces the earlier.
        for member in members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            let sorted = Member(member.name, member.value.sortedKeys())
            if let last = result.last, last.name.utf8.elementsEqual(member.name.utf8) {
                result[result.count - 1] = sorted
            } else {
                result.append(sorted)
            }
        }
        return result
    }
}
