import ContentAddressing
import Core

/// Reads `-i`: `URI`, `URI:PATH`, or `src=URI,dst=PATH,opt=KEY=VALUE`.
enum InputArgument {
    /// Where an input is mounted when nothing else is said.
    static let defaultTarget = "/inputs"
    private static let help =
        "write URI, URI:/path or src=URI,dst=/path,opt=key=value "
        + "with a CID, ipfs://, http://, https://, s3:// or file://"

    /// What the parts of an argument say.
    private struct Parts {
        var source = ""
        var target: String?
        var alias = ""
        var options: [(key: String, value: String)] = []
    }

    /// The input that an argument describes; relative local paths start from `context`'s folder.
    ///
    /// Throws `usage`.
    static func parse(_ text: String, context: CommandContext) throws -> InputSpec {
        let parts = try split(text)
        let source = try source(parts, text, context)
        let target = parts.target ?? defaultTarget
        guard target.hasPrefix("/"), PathRules.isSafePath(target) else {
            throw failure(text, "the place '\(target)' is not an absolute path without '..'")
        }
        return InputSpec(source: source, alias: parts.alias, target: target)
    }

    private static func split(_ text: String) throws -> Parts {
        var parts = Parts()
        guard text.hasPrefix("src=") || text.contains(",src=") else {
            let (source, target) = splitTarget(text)
            parts.source = source
            parts.target = target
            return parts
        }
        for piece in text.split(separator: ",") {
            guard let equals = piece.firstIndex(of: "=") else { throw failure(text, "'\(piece)' has no '='") }
            let value = String(piece[piece.index(after: equals)...])
            switch piece[..<equals] {
            case "src", "source": parts.source = value
            case "dst", "target", "destination": parts.target = value
            case "alias": parts.alias = value
            case "opt", "option":
                guard let inner = value.firstIndex(of: "="), inner > value.startIndex else {
                    throw failure(text, "'\(piece)' is not opt=key=value")
                }
                parts.options.append((String(value[..<inner]), String(value[value.index(after: inner)...])))
            case let name:
                let known = ["src", "dst", "opt", "alias"]
                let suggestion = NearestSpelling.of(String(name), among: known).map { "; did you mean '\($0)'?" } ?? ""
                throw failure(text, "'\(name)' is not one of \(known.joined(separator: ", "))\(suggestion)")
            }
        }
        return parts
    }

    /// Splits at the last `:/` that is not part of a `://`.
    private static func splitTarget(_ text: String) -> (source: String, target: String?) {
        var end = text.endIndex
        while let colon = text[..<end].lastIndex(of: ":") {
            let after = text[text.index(after: colon)...]
            if after.hasPrefix("/"), !after.hasPrefix("//"), colon > text.startIndex {
                return (String(text[..<colon]), String(after))
            }
            end = colon
        }
        return (text, nil)
    }

    private static func source(_ parts: Parts, _ text: String, _ context: CommandContext) throws -> TypedSpec {
        let uri = parts.source
        guard !uri.isEmpty else { throw failure(text, "there is no source") }
        let scheme = uri.firstRange(of: "://").map { uri[..<$0.lowerBound].lowercased() }
        let rest = uri.firstRange(of: "://").map { String(uri[$0.upperBound...]) } ?? uri
        var members: [JSONValue.Member]
        let type: String
        switch scheme {
        case "ipfs": (type, members) = ("ipfs", [.init("CID", .string(try cid(rest, text)))])
        case "http", "https": (type, members) = ("urlDownload", [.init("URL", .string(uri))])
        case "s3": (type, members) = ("s3", try bucket(rest, text))
        case "file": (type, members) = ("localDirectory", [.init("SourcePath", .string(context.absolutePath(rest)))])
        case nil where CID(uri) != nil: (type, members) = ("ipfs", [.init("CID", .string(uri))])
        case nil where uri.hasPrefix("/") || uri.hasPrefix("./") || uri.hasPrefix("~/"):
            (type, members) = ("localDirectory", [.init("SourcePath", .string(context.absolutePath(uri)))])
        case nil: throw failure(text, "'\(uri)' is neither a CID nor a URI; a path of the node begins with / or ./")
        case let scheme?:
            let known = ["ipfs", "http", "https", "s3", "file"]
            let suggestion = NearestSpelling.of(scheme, among: known).map { "; did you mean '\($0)://'?" } ?? ""
            throw failure(text, "the scheme '\(scheme)' is not known\(suggestion)")
        }
        for option in parts.options { members.append(try member(option.key, option.value, type, text)) }
        return TypedSpec(type: type, params: .object(members))
    }

    private static func cid(_ rest: String, _ text: String) throws -> String {
        let parts = rest.split(separator: "/", maxSplits: 1)
        guard let first = parts.first, CID(String(first)) != nil else { throw failure(text, "'\(rest)' is not a CID") }
        guard parts.count == 1 else {
            throw CommandError(
                .usage,
                "-i '\(text)': an input is a whole CID, without a path below it",
                hint: "`bacalhau data ls \(first)` shows the CIDs of what is in it"
            )
        }
        return String(first)
    }

    private static func bucket(_ rest: String, _ text: String) throws -> [JSONValue.Member] {
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bucket = parts.first, !bucket.isEmpty else { throw failure(text, "there is no bucket") }
        return [
            .init("Bucket", .string(String(bucket))), .init("Key", .string(parts.count > 1 ? String(parts[1]) : "")),
        ]
    }

    private static func member(
        _ key: String,
        _ value: String,
        _ type: String,
        _ text: String
    ) throws -> JSONValue.Member {
        let known: [String] =
            switch type {
            case "s3": ["Endpoint", "Region", "Filter", "VersionID", "ChecksumSHA256"]
            case "localDirectory": ["ReadWrite", "CreateAs"]
            default: []
            }
        let aliases = ["rw": "ReadWrite", "version": "VersionID", "checksum": "ChecksumSHA256"]
        let name = aliases[key.lowercased()] ?? key
        guard let option = known.first(where: { $0.equalsIgnoringCase(name) }) else {
            let words = known.isEmpty ? "none" : known.joined(separator: ", ")
            throw failure(text, "'\(key)' is not an option of this source (options: \(words))")
        }
        guard option == "ReadWrite" else { return .init(option, .string(value)) }
        guard let flag = GoBool.parse(value) else { throw failure(text, "'\(value)' is neither true nor false") }
        return .init(option, .bool(flag))
    }

    private static func failure(_ text: String, _ problem: String) -> CommandError {
        CommandError(.usage, "-i '\(text)': \(problem)", hint: help)
    }
}
