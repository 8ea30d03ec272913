import Core

/// The checked value of a setting.
enum ConfigurationValue: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    case texts([String])
    case map(StringMap)
    case duration(Duration)

    /// Reads a value as it stands in a file.
    ///
    /// Throws a problem that names the field, the value and the rule.
    init(_ reader: DocumentReader, kind: ConfigurationKey.Kind) throws(ValidationProblem) {
        switch kind {
        case .texts:
            if case .array = reader.value {
                self = .texts(try reader.texts())
            } else {
                self = try Self.parse(reader, kind)
            }
        case .map:
            if case .object = reader.value {
                self = .map(try reader.textMap())
            } else {
                self = try Self.parse(reader, kind)
            }
        default: self = try Self.parse(reader, kind)
        }
    }

    /// Reads a value written in one line.
    init(parsing text: String, key: ConfigurationKey) throws(ValidationProblem) {
        let path = DocumentPath.member(.root, key.name)
        self = try Self.parse(DocumentReader(.string(text), path: path), key.kind)
    }

    private static func parse(
        _ reader: DocumentReader,
        _ kind: ConfigurationKey.Kind
    ) throws(ValidationProblem) -> ConfigurationValue {
        let text = try reader.text().trimmed
        switch kind {
        case .text: return .text(text)
        case .flag: return .flag(try reader.flag())
        case .integer(let range):
            guard let number = Int64(text), range.contains(number) else {
                throw reader.problem("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return .integer(number)
        case .choice(let words):
            guard let word = words.first(where: { $0.equalsIgnoringCase(text) }) else {
                let rule = "must be one of " + words.joined(separator: ", ")
                throw reader.problem(rule, suggestion: NearestSpelling.of(text, among: words))
            }
            return .text(word)
        case .duration:
            guard let duration = DurationText.parse(text) else { throw reader.problem(DurationText.rule) }
            return .duration(duration)
        case .texts: return .texts(pieces(text))
        case .map:
            var map = StringMap()
            for piece in pieces(text) {
                guard let equals = piece.firstIndex(of: "="), equals > piece.startIndex else {
                    throw reader.problem("must be key=value pairs separated by commas")
                }
                map[String(piece[..<equals])] = String(piece[piece.index(after: equals)...])
            }
            return .map(map)
        case .processors:
            guard text.isEmpty || isShare(text) || CPUQuantity(text) != nil else {
                throw reader.problem(CPUQuantity.rule + ", or a share such as 80%")
            }
            return .text(text)
        case .bytes:
            guard text.isEmpty || isShare(text) || ByteQuantity(text) != nil else {
                throw reader.problem(ByteQuantity.rule + ", or a share such as 80%")
            }
            return .text(text)
        }
    }

    private static func pieces(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private static func isShare(_ text: String) -> Bool {
        guard text.hasSuffix("%"), let number = Double(text.dropLast()) else { return false }
        return (0...100).contains(number)
    }

    /// The value in one line, as `config set` takes it.
    var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .texts(let texts): texts.joined(separator: ",")
        case .map(let map): map.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        case .duration(let duration): DurationText.text(duration)
        }
    }

    /// The value as a document has it.
    var document: JSONValue {
        switch self {
        case .text, .duration: .string(text)
        case .integer(let number): .int(number)
        case .flag(let flag): .bool(flag)
        case .texts(let texts): .array(texts.map { .string($0) })
        case .map(let map): JobSpecEncoder.map(map)
        }
    }
}
