/// Takes a request target apart.
enum RequestTarget {
    /// The path and the query (without `?`); a fragment, which no client should send, is cut off.
    static func split(_ target: String) -> (path: Substring, query: Substring) {
        let target = target.utf8.firstIndex(of: UInt8(ascii: "#")).map { target[..<$0] } ?? target[...]
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
        return (target[..<mark], target[target.utf8.index(after: mark)...])
    }

    /// The segments of a path as they are written; empty segments at the ends are dropped.
    static func segments(of path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }
}
