/// The parameters of a `sandbox` engine: a shell line, a Python script, or a program with arguments.
package struct SandboxParameters: Hashable, Sendable {
    /// A Python file that travels in the spec.
    package struct Script: Hashable, Sendable {
        /// The text of the file.
        package var text: String
        /// The name under which the program finds itself, such as `script.py`.
        package var name: String
        /// The text of a `requirements.txt`; empty means nothing to install.
        package var requirements: String
        /// What follows the script's name on the command line.
        package var arguments: [String]
    }

    /// What is run; exactly one of them.
    package enum Program: Hashable, Sendable {
        /// A line for `/bin/sh -c`.
        case command(String)
        /// A Python script.
        case script(Script)
        /// A program and its arguments, without a shell.
        case executable([String])
    }

    /// What is run.
    package var program: Program

    /// The engine type in the job spec.
    package static let engineType = "sandbox"
    /// The most bytes of a command, a script or a requirements file.
    package static let textBytesMax = 1 << 20
    /// The name of a script that has none.
    package static let defaultScriptName = "script.py"

    static let fields = ["Command", "Script", "ScriptName", "Requirements", "Arguments", "Executable"]
    private static let programFields = ["Command", "Script", "Executable"]
    private static let scriptFields = ["ScriptName", "Requirements", "Arguments"]

    /// Reads the parameters.
    ///
    /// Throws `validation` over all problems; fields are named as of the first task.
    package init(_ engine: TypedSpec) throws(CoreError) {
        self = try EngineParameters.read(engine, Self.parse)
    }

    private init(program: Program) { self.program = program }

    /// Reads the parameters below `path`; nil when a problem was added.
    ///
    /// Unknown names are problems: they are ours.
    static func parse(
        _ engine: TypedSpec,
        path: DocumentPath,
        problems: inout [ValidationProblem]
    ) -> SandboxParameters? {
        let reader = DocumentReader(engine.params, path: path)
        var reading = SpecReading(mode: .cli)
        let program = reading.isObject(reader, known: fields) ? program(reader, &reading) : nil
        problems.append(contentsOf: reading.problems)
        guard reading.problems.isEmpty, let program else { return nil }
        return SandboxParameters(program: program)
    }

    private static func program(_ reader: DocumentReader, _ reading: inout SpecReading) -> Program? {
        let given = programFields.filter { reader[$0] != nil }
        guard given.count == 1, let kind = given.first else {
            let rule =
                given.isEmpty
                ? "must have one of Command, Script or Executable"
                : "must have only one of Command, Script and Executable, not " + given.joined(separator: " and ")
            reading.add(ValidationProblem(reader.path, rule: rule))
            return nil
        }
        if kind != "Script" {
            for name in scriptFields where reader[name] != nil {
                reading.add(ValidationProblem(reader.path[name], rule: "goes with Script only, not with \(kind)"))
            }
        }
        switch kind {
        case "Command": return .command(text(reader, "Command", &reading))
        case "Script": return .script(script(reader, &reading))
        default:
            let argv = arguments(reader, "Executable", &reading)
            if argv.first?.isEmpty ?? true {
                reading.add(ValidationProblem(reader.path["Executable"], rule: "must start with the program to run"))
            }
            return .executable(argv)
        }
    }

    private static func script(_ reader: DocumentReader, _ reading: inout SpecReading) -> Script {
        let given = reading.text(reader["ScriptName"]) ?? ""
        let name = given.isEmpty ? defaultScriptName : given
        if !PathRules.isSafeFileName(name) {
            reading.add(ValidationProblem(reader.path["ScriptName"], value: name, rule: PathRules.fileNameRule))
        }
        return Script(
            text: text(reader, "Script", &reading),
            name: name,
            requirements: reader["Requirements"] == nil ? "" : text(reader, "Requirements", &reading, mayBeEmpty: true),
            arguments: arguments(reader, "Arguments", &reading)
        )
    }

    private static func text(
        _ reader: DocumentReader,
        _ name: String,
        _ reading: inout SpecReading,
        mayBeEmpty: Bool = false
    ) -> String {
        let path = reader.path[name]
        guard let text = reading.text(reader[name]) else { return "" }
        if !mayBeEmpty, text.trimmed.isEmpty { reading.add(ValidationProblem(path, rule: "must not be empty")) }
        if text.utf8.count > textBytesMax {
            reading.add(ValidationProblem(path, rule: "must have at most \(textBytesMax) bytes"))
        }
        if text.utf8.contains(0) { reading.add(ValidationProblem(path, rule: "must not contain a NUL character")) }
        return text
    }

    private static func arguments(
        _ reader: DocumentReader,
        _ name: String,
        _ reading: inout SpecReading
    ) -> [String] {
        let arguments = reading.texts(reader[name]) ?? []
        ArgumentRules.check(arguments, path: reader.path[name], &reading)
        return arguments
    }
}
