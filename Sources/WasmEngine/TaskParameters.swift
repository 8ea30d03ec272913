import Core

/// The wasm engine's part of a task: which module, which function, with which arguments.
struct TaskParameters: Sendable {
    /// The target of the input that holds the module.
    var entryModule: String
    /// The exported function that is called.
    var entrypoint: String
    var arguments: [String]
    /// Targets of inputs whose modules may be imported.
    var importModules: [String]

    static let defaultEntrypoint = "_start"
    /// The most arguments, and the most bytes of them together.
    static let argumentsMax = 10_000
    static let argumentBytesMax = 1 << 20

    /// Reads `Params`; throws a `CoreError` with code `validation` that names the field.
    init(_ engine: TypedSpec) throws(CoreError) {
        guard let entry = engine["EntryModule"]?.stringValue, !entry.isEmpty else {
            throw Self.invalid("EntryModule", "must be the target of the input that holds the module")
        }
        entryModule = entry
        let entrypoint = try Self.text(engine["Entrypoint"], "Entrypoint")
        self.entrypoint = entrypoint.isEmpty ? Self.defaultEntrypoint : entrypoint
        arguments = try Self.texts(engine["Parameters"], "Parameters")
        importModules = try Self.texts(engine["ImportModules"], "ImportModules")
        let bytes = arguments.reduce(0) { $0 + $1.utf8.count + 1 }
        guard arguments.count <= Self.argumentsMax, bytes <= Self.argumentBytesMax else {
            throw Self.invalid(
                "Parameters",
                "has \(arguments.count) items of \(bytes) bytes; it may have \(Self.argumentsMax) items "
                    + "of \(Self.argumentBytesMax) bytes together"
            )
        }
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw Self.invalid("Parameters", "holds a zero byte, which no argument may")
        }
    }

    private static func text(_ value: JSONValue?, _ field: String) throws(CoreError) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        default: throw invalid(field, "must be a text")
        }
    }

    private static func texts(_ value: JSONValue?, _ field: String) throws(CoreError) -> [String] {
        switch value {
        case nil, .null?: return []
        case .array(let items)?:
            var texts: [String] = []
            texts.reserveCapacity(items.count)
            for item in items {
                guard let text = item.stringValue else { throw invalid(field, "must be a list of texts") }
                texts.append(text)
            }
            return texts
        default: throw invalid(field, "must be a list of texts")
        }
    }

    private static func invalid(_ field: String, _ rule: String) -> CoreError {
        CoreError(.validation, "the wasm engine's parameter \(field) \(rule)", component: "wasm")
    }
}
