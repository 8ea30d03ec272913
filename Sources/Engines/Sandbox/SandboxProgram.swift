import Core

/// What a sandbox task runs, read from `Engine.Params` and checked.
enum SandboxProgram: Hashable, Sendable {
    /// Run by `/bin/sh -c`.
    case shell(String)
    /// A program, found by `PATH` inside the sandbox, and its arguments.
    case executable([String])
    case script(PythonScript)

    /// A Python file with what it needs.
    struct PythonScript: Hashable, Sendable {
        var text: String
        var name: String
        /// As in a `requirements.txt`; empty for none.
        var requirements: String
        var arguments: [String]
    }

    /// The kernel takes no single argument of 128 KiB or more.
    private static let argumentBytesMax = 100 << 10
    private static let argumentsMax = 1000
    private static let scriptBytesMax = 1 << 20
    private static let requirementsBytesMax = 64 << 10
    private static let defaultScriptName = "main.py"

    /// Throws `validation` naming the field, the value and the rule.
    init(_ task: TaskSpec) throws {
        let fields = ["Command", "Executable", "Script"].filter { task.engine[$0] != nil }
        guard fields.count == 1, let field = fields.first else {
            let given = fields.isEmpty ? "none" : fields.joined(separator: ", ")
            throw Self.invalid("", given, "must have exactly one of Command, Executable and Script")
        }
        switch field {
        case "Command":
            self = .shell(try Self.text(task, "Command", bytesMax: Self.argumentBytesMax))
        case "Executable":
            let words = try Self.texts(task, "Executable")
            guard let first = words.first, !first.isEmpty else {
                throw Self.invalid("Executable", "[]", "must be a list that starts with the program's name or path")
            }
            self = .executable(words)
        default:
            self = .script(try Self.script(task))
        }
    }

    private static func script(_ task: TaskSpec) throws -> PythonScript {
        var name = defaultScriptName
        if task.engine["ScriptName"] != nil { name = try text(task, "ScriptName", bytesMax: 255) }
        if !isPlainName(name) { throw invalid("ScriptName", name, "must be the plain name of a file, such as main.py") }
        var requirements = ""
        if task.engine["Requirements"] != nil {
            requirements = try text(task, "Requirements", bytesMax: requirementsBytesMax, isEmptyAllowed: true)
        }
        let arguments = task.engine["Arguments"] == nil ? [] : try texts(task, "Arguments")
        let text = try text(task, "Script", bytesMax: scriptBytesMax)
        return PythonScript(text: text, name: name, requirements: requirements, arguments: arguments)
    }

    /// True for a name of one file: no slash, no NUL, not `.` or `..`.
    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    private static func text(
        _ task: TaskSpec, _ field: String, bytesMax: Int, isEmptyAllowed: Bool = false
    ) throws -> String {
        guard let text = task.engine[field]?.stringValue else { throw invalid(field, "", "must be text") }
        if text.isEmpty && !isEmptyAllowed { throw invalid(field, "", "must not be empty") }
        try check(field, text, bytesMax: bytesMax)
        return text
    }

    private static func texts(_ task: TaskSpec, _ field: String) throws -> [String] {
        let texts = task.engine[field]?.arrayValue?.map(\.stringValue) ?? [nil]
        if texts.contains(nil) { throw invalid(field, "", "must be a list of texts") }
        if texts.count > argumentsMax {
            throw invalid(field, "\(texts.count) items", "must have at most \(argumentsMax) items")
        }
        for text in texts.compactMap({ $0 }) { try check(field, text, bytesMax: argumentBytesMax) }
        return texts.compactMap { $0 }
    }

    private static func check(_ field: String, _ text: String, bytesMax: Int) throws {
        if text.utf8.contains(0) { throw invalid(field, "", "must not hold a NUL byte") }
        if text.utf8.count > bytesMax {
            throw invalid(field, "\(text.utf8.count) bytes", "must have at most \(bytesMax) bytes")
        }
    }

    private static func invalid(_ field: String, _ value: String, _ rule: String) -> CoreError {
        SandboxPaths.invalid(field.isEmpty ? "Engine.Params" : "Engine.Params." + field, value, rule)
    }
}
