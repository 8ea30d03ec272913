import Core

/// Reads what a client says of its version, and decides which line of v1 it gets.
enum ClientVersion {
    /// The first version that gets the newer line's behaviour.
    static let headLine = (major: 1, minor: 8)
    /// The oldest version that is served at all.
    static let oldest = (major: 1, minor: 4)

    /// No version, or one from 1.4 up to 1.7, means the 1.4 line.
    ///
    /// Throws `badRequest` for text that is no version, `forbidden` for one that is too old. Development builds,
    /// which call themselves `v0.0.0`, are taken for the newest.
    static func line(of text: String?) throws(APIError) -> ClientLine {
        guard let text, !text.isEmpty else { return .v1_4 }
        guard let (major, minor, patch) = parse(text) else {
            throw APIError(
                .badRequest,
                "X-Bacalhau-Git-Version \(text) is not a version",
                hint: "send one such as v1.9.3, or none"
            )
        }
        if (major, minor, patch) == (0, 0, 0) { return .head }
        guard (major, minor) >= oldest else {
            throw APIError(
                .forbidden,
                "client version \(text) is older than v\(oldest.major).\(oldest.minor).0, the oldest served",
                hint: "install a newer client"
            )
        }
        return (major, minor) >= headLine ? .head : .v1_4
    }

    /// The three numbers of a semantic version, with or without `v`; what follows `-` or `+` is ignored.
    static func parse(_ text: String) -> (Int, Int, Int)? {
        let body = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let core = body.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0.count <= 9 && $0.allSatisfy(\.isWholeNumber) })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count else { return nil }
        return (numbers[0], numbers.count > 1 ? numbers[1] : 0, numbers.count > 2 ? numbers[2] : 0)
    }
}
