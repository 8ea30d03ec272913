/// A pattern for absolute paths: `*` and `?` inside one name, `**` over any number of names.
///
/// A pattern without wildcards also permits everything below it.
struct PathPattern: Sendable, Hashable {
    private let parts: [[UInt8]]
    let permitsWriting: Bool

    /// Parses `/data/**`, with `:rw` at its end when writing is permitted.
    init(_ text: String) {
        permitsWriting = text.hasSuffix(":rw")
        var path = permitsWriting ? String(text.dropLast(3)) : text
        if path.hasSuffix(":ro") { path = String(path.dropLast(3)) }
        var parts = path.split(separator: "/").map { Array($0.utf8) }
        if !path.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            parts.append(Array("**".utf8))
        }
        self.parts = parts
    }

    func matches(_ path: String) -> Bool {
        Self.matches(parts[...], path.split(separator: "/").map { Array($0.utf8) }[...])
    }

    private static func matches(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == Array("**".utf8) {
            let rest = pattern.dropFirst()
            if rest.isEmpty { return true }
            return (path.startIndex...path.endIndex).contains { matches(rest, path[$0...]) }
        }
        guard let name = path.first, matchesName(first[...], name[...]) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    /// Linear in practice: only the last `*` is ever gone back to.
    private static func matchesName(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var patternIndex = pattern.startIndex
        var nameIndex = name.startIndex
        var retry: (pattern: Int, name: Int)?
        while nameIndex < name.endIndex {
            if patternIndex < pattern.endIndex, pattern[patternIndex] == UInt8(ascii: "*") {
                retry = (patternIndex, nameIndex)
                patternIndex += 1
            } else if patternIndex < pattern.endIndex,
                pattern[patternIndex] == name[nameIndex] || pattern[patternIndex] == UInt8(ascii: "?")
            {
                patternIndex += 1
                nameIndex += 1
            } else if let (star, start) = retry {
                retry = (star, start + 1)
                patternIndex = star + 1
                nameIndex = start + 1
            } else {
                return false
            }
        }
        return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
