/// The `Range` header (RFC 9110, section 14.2), as far as it names one range of bytes.
enum ByteRangeHeader {
    /// What the header asks for of a body of some size.
    enum Selection: Equatable {
        case all
        case part(Range<UInt64>)
        case unsatisfiable
    }

    /// Several ranges, other units and text that is no range give the whole body, as the RFC permits.
    static func select(_ header: String?, size: UInt64) -> Selection {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .all }
        let parts = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .all }
        if parts[0].isEmpty {
            guard let suffix = UInt64(parts[1]) else { return .all }
            guard suffix > 0, size > 0 else { return .unsatisfiable }
            return .part(size - min(suffix, size)..<size)
        }
        guard let first = UInt64(parts[0]) else { return .all }
        guard first < size else { return .unsatisfiable }
        guard !parts[1].isEmpty else { return .part(first..<size) }
        guard let last = UInt64(parts[1]), last >= first else { return .all }
        return .part(first..<min(last, size - 1) + 1)
    }
}
