import Core

/// Reads `--publisher`: `ipfs`, `local`, `noop`, `s3managed` or `s3://bucket/key`, each with `,opt=key=value`.
enum PublisherArgument {
    private static let types = ["ipfs", "local", "noop", "s3managed"]
    private static let options = ["Endpoint", "Region", "Encoding"]

    /// The publisher that an argument describes.
    ///
    /// Throws `usage`.
    static func parse(_ text: String) throws -> TypedSpec {
        let pieces = text.split(separator: ",").map(String.init)
        guard let first = pieces.first else { throw failure(text, "is empty") }
        var members: [JSONValue.Member] = []
        var type = first
        if first.hasPrefix("s3://") {
            type = "s3"
            let parts = first.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let bucket = parts.first, !bucket.isEmpty else { throw failure(text, "has no bucket") }
            members.append(.init("Bucket", .string(String(bucket))))
            members.append(.init("Key", .string(parts.count > 1 ? String(parts[1]) : "")))
        } else if !types.contains(first) {
            let suggestion = NearestSpelling.of(first, among: types).map { "; did you mean '\($0)'?" } ?? ""
            throw failure(text, "is not a publisher\(suggestion)")
        }
        for piece in pieces.dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 2).map(String.init)
            guard parts.count == 3, parts[0] == "opt",
                let option = options.first(where: { $0.equalsIgnoringCase(parts[1]) })
            else {
                throw failure(
                    text,
                    "has '\(piece)', which is not opt=key=value with \(options.joined(separator: ", "))"
                )
            }
            members.append(.init(option, .string(parts[2])))
        }
        return TypedSpec(type: type, params: .object(members))
    }

    private static func failure(_ text: String, _ problem: String) -> CommandError {
        CommandError(
            .usage,
            "--publisher '\(text)' \(problem)",
            hint: "use ipfs, local, s3managed, noop or s3://bucket/key"
        )
    }
}
