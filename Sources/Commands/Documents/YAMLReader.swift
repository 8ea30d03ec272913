import Core
import Yams

/// Reads YAML as documents, with limits: a spec file comes from anywhere.
///
/// Scalars follow YAML 1.2's core schema where nothing is lost: a number becomes one only when writing it gives the
/// same text, so that `1.10` and `007` stay what the user wrote. Tags are ignored, merge keys (`<<`) are refused.
struct YAMLReader {
    /// What one file may cost.
    struct Limits: Sendable, Hashable {
        /// The most bytes of text.
        var bytesMax = 4 << 20
        /// The most lists and maps inside each other.
        var depthMax = 64
        /// The most values of all documents together, with aliases expanded.
        var valuesMax = 200_000
        /// The most documents in one file.
        var documentsMax = 1000
        /// The most text of all documents together, with aliases expanded.
        var textBytesMax = 16 << 20

        init() {}
    }

    private let limits: Limits
    private let name: String
    private var values = 0
    private var textBytes = 0

    /// The documents of a text; `name` is the file in error messages.
    static func documents(_ text: String, name: String, limits: Limits = Limits()) throws(CommandError) -> [JSONValue] {
        var reader = YAMLReader(limits: limits, name: name)
        return try reader.read(text)
    }

    private init(limits: Limits, name: String) {
        self.limits = limits
        self.name = name
    }

    private mutating func read(_ text: String) throws(CommandError) -> [JSONValue] {
        guard text.utf8.count <= limits.bytesMax else {
            throw error(nil, "has more than \(HumanText.bytes(UInt64(limits.bytesMax)))")
        }
        guard AliasGuard.permits(text) else {
            throw error(nil, "uses aliases in keys, which are not read", hint: "write the keys out")
        }
        var documents: [JSONValue] = []
        do {
            let parser = try Parser(yaml: text)
            while let root = try parser.nextRoot() {
                guard documents.count < limits.documentsMax else {
                    throw error(nil, "has more than \(limits.documentsMax) documents")
                }
                let document = try value(root, depth: 1)
                if document != .null { documents.append(document) }
            }
        } catch let error as CommandError {
            throw error
        } catch let error as YamlError {
            throw Self.describe(error, name: name)
        } catch let other {
            throw error(nil, "is not YAML: \(other)")
        }
        return documents
    }

    private mutating func value(_ node: Node, depth: Int) throws(CommandError) -> JSONValue {
        guard depth <= limits.depthMax else { throw error(node, "nests deeper than \(limits.depthMax) levels") }
        values += 1
        guard values <= limits.valuesMax else {
            throw error(node, "has more than \(limits.valuesMax) values, counting each use of an alias")
        }
        switch node {
        case .scalar(let scalar):
            textBytes += scalar.string.utf8.count
            guard textBytes <= limits.textBytesMax else {
                throw error(
                    node,
                    "has more than \(HumanText.bytes(UInt64(limits.textBytesMax))) of text, "
                        + "counting each use of an alias"
                )
            }
            return YAMLScalar.value(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let sequence):
            var items: [JSONValue] = []
            for item in sequence { items.append(try value(item, depth: depth + 1)) }
            return .array(items)
        case .mapping(let mapping):
            var members: [JSONValue.Member] = []
            for (key, inner) in mapping {
                guard case .scalar(let scalar) = key else { throw error(key, "has a key that is not text") }
                if scalar.string == "<<", scalar.style == .plain {
                    throw error(key, "uses a merge key (<<)", hint: "write the fields out")
                }
                members.append(JSONValue.Member(scalar.string, try value(inner, depth: depth + 1)))
            }
            return .object(members)
        case .alias: throw error(node, "uses an alias that cannot be resolved")
        }
    }

    private func error(_ node: Node?, _ text: String, hint: String? = nil) -> CommandError {
        let place = node?.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return CommandError(.failed, "\(name)\(place) \(text)", hint: hint)
    }

    private static func describe(_ error: YamlError, name: String) -> CommandError {
        let (problem, mark): (String, Mark?) =
            switch error {
            case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
                .composer(let context, let problem, let mark, _):
                ((context.map { "\($0.text) " } ?? "") + problem, mark)
            case .duplicatedKeysInMapping(let keys, let context):
                ("the key \(keys.joined(separator: ", ")) stands twice in one map", context.mark)
            case .reader(let problem, _, _, _): (problem, nil)
            default: ("\(error)", nil)
            }
        let place = mark.map { ":\($0.line):\($0.column)" } ?? ""
        return CommandError(
            .failed,
            "\(name)\(place) is not YAML: \(problem)",
            hint: "check the indentation and the quotes there"
        )
    }
}
