/// The range of a file that a gateway request asks for (`entity-bytes=from:to`, trustless gateway specification).
package struct EntityByteRange: Hashable, Sendable {
    /// The first byte; negative counts from the end of the file.
    package let from: Int64
    /// The last byte, inclusive; negative counts from the end of the file, nil is the end.
    package let to: Int64?

    /// Takes both ends as they are.
    package init(from: Int64, to: Int64?) {
        self.from = from
        self.to = to
    }

    /// Parses `from:to`, where `to` may be `*`; nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Int64(parts[0]) else { return nil }
        if parts[1] == "*" {
            self.init(from: from, to: nil)
        } else {
            guard let to = Int64(parts[1]) else { return nil }
            self.init(from: from, to: to)
        }
    }

    /// The bytes meant in a file of `fileBytes`; empty where the range lies outside.
    package func resolved(fileBytes: UInt64) -> Range<UInt64> {
        let lower = Self.offset(from, fileBytes: fileBytes)
        guard let to else { return lower..<fileBytes }
        let isBeforeStart = to < 0 && to.magnitude > fileBytes
        if isBeforeStart { return lower..<lower }
        let last = Self.offset(to, fileBytes: fileBytes)
        let upper = last < fileBytes ? last + 1 : fileBytes
        return lower..<max(lower, upper)
    }

    /// A position at most `fileBytes`, counted from the start.
    private static func offset(_ position: Int64, fileBytes: UInt64) -> UInt64 {
        guard position < 0 else { return min(UInt64(position), fileBytes) }
        return position.magnitude > fileBytes ? 0 : fileBytes - position.magnitude
    }
}
