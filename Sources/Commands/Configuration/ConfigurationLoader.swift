import Core

/// Puts the settings together from flags, environment and file.
enum ConfigurationLoader {
    /// What the flags of a command say about settings.
    struct Flags: Sendable, Hashable {
        /// `--config`: files, or `key=value`.
        var config: [String] = []
        var host: String?
        var port: Int?
        var dataDirectory: String?
    }

    private static let fileBytesMax = 1 << 20

    /// The settings.
    ///
    /// Throws `usage` for a wrong flag and `failed` for a wrong variable or file, with all problems of it.
    static func load(_ flags: Flags, context: CommandContext) throws -> Configuration {
        var configuration = Configuration()
        configuration.homePath = context.environment["HOME"] ?? ""
        let isNamed = flags.config.contains { !$0.contains("=") }
        configuration.filePath = try filePath(flags, context: context)
        try readFile(&configuration, isNamed: isNamed)
        try readEnvironment(&configuration, context.environment)
        try readFlags(&configuration, flags)
        return configuration
    }

    /// Where the file is, whether it exists or not: `--config`, else `config.yaml` in the data folder.
    ///
    /// The data folder is that of the flags, of `$BACALHAU_DIR` or `~/.bacalhau`. Throws `usage` for two files.
    static func filePath(_ flags: Flags, context: CommandContext) throws -> String {
        let named = flags.config.filter { !$0.contains("=") }
        guard named.count <= 1 else {
            throw CommandError(
                .usage,
                "--config names \(named.count) files; give one",
                hint: "key=value may be given many times"
            )
        }
        if let path = named.first { return context.absolutePath(path) }
        let variables = ["BACALHAU_DATADIR", "BACALHAU_DIR"]
        let folder = flags.dataDirectory ?? variables.lazy.compactMap { context.environment[$0] }.first { !$0.isEmpty }
        return context.absolutePath(folder ?? "~/.bacalhau") + "/config.yaml"
    }

    private static func readFile(_ configuration: inout Configuration, isNamed: Bool) throws {
        let path = configuration.filePath
        guard isNamed || LocalFiles.exists(path) else { return }
        let text = try LocalFiles.readText(path, bytesMax: fileBytesMax)
        let documents = try YAMLReader.documents(text, name: path)
        guard documents.count <= 1 else { throw CommandError(.failed, "\(path) has more than one document") }
        guard let document = documents.first else { return }
        var problems: [ValidationProblem] = []
        for (name, value) in leaves(document) {
            guard let key = ConfigurationKey.named(name) else {
                note(unknown: name, path, &configuration.warnings, &problems)
                continue
            }
            do {
                let reader = DocumentReader(value, path: .member(.root, key.name))
                configuration.set(key, to: try ConfigurationValue(reader, kind: key.kind), source: .file(path))
            } catch {
                problems.append(error)
            }
        }
        try fail(problems, "the file \(path)")
    }

    private static func note(
        unknown name: String,
        _ path: String,
        _ warnings: inout [String],
        _ problems: inout [ValidationProblem]
    ) {
        let isIgnored = ConfigurationKey.ignoredPrefixes.contains { prefix in
            name.equalsIgnoringCase(prefix) || name.lowercased().hasPrefix(prefix.lowercased() + ".")
        }
        if isIgnored {
            warnings.append("\(name) in \(path) is a setting of v1 that means nothing here")
        } else {
            problems.append(unknownKey(name))
        }
    }

    /// The problem of a name that is no setting, with the nearest one that is.
    static func unknownKey(_ name: String) -> ValidationProblem {
        let names = ConfigurationKey.all.map(\.name)
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let byLastWord = names.first {
            $0.split(separator: ".").last.map { last.equalsIgnoringCase(String($0)) } == true
        }
        return ValidationProblem(
            name,
            rule: "is not a setting",
            suggestion: NearestSpelling.of(name, among: names) ?? byLastWord
        )
    }

    /// The values of a document with the names of their settings: what is a map and no setting itself is walked.
    private static func leaves(_ document: JSONValue, below prefix: String = "") -> [(name: String, value: JSONValue)] {
        guard case .object(let members) = document else { return prefix.isEmpty ? [] : [(prefix, document)] }
        if !prefix.isEmpty, members.isEmpty || ConfigurationKey.named(prefix) != nil { return [(prefix, document)] }
        return members.filter { $0.value != .null }.flatMap { member in
            leaves(member.value, below: prefix.isEmpty ? member.name : "\(prefix).\(member.name)")
        }
    }

    private static func readEnvironment(_ configuration: inout Configuration, _ environment: Environment) throws {
        var problems: [ValidationProblem] = []
        for key in ConfigurationKey.all {
            let names = key.name == "DataDir" ? [key.variable, "BACALHAU_DIR"] : [key.variable]
            for name in names {
                guard let text = environment[name], !text.isEmpty else { continue }
                do {
                    let value = try ConfigurationValue(parsing: text, key: key)
                    configuration.set(key, to: value, source: .environment(name))
                    break
                } catch {
                    problems.append(
                        ValidationProblem(
                            "$\(name)",
                            value: error.value,
                            rule: error.rule,
                            suggestion: error.suggestion
                        )
                    )
                }
            }
        }
        try fail(problems, "the environment")
    }

    private static func readFlags(_ configuration: inout Configuration, _ flags: Flags) throws {
        var problems: [ValidationProblem] = []
        func set(_ name: String, _ text: String, _ flag: String) {
            guard let key = ConfigurationKey.named(name) else { return problems.append(unknownKey(name)) }
            do {
                configuration.set(key, to: try ConfigurationValue(parsing: text, key: key), source: .flag(flag))
            } catch {
                problems.append(error)
            }
        }
        for pair in flags.config {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            set(String(pair[..<equals]), String(pair[pair.index(after: equals)...]), "--config")
        }
        if let host = flags.host { set("API.Host", host, "--api-host") }
        if let port = flags.port { set("API.Port", String(port), "--api-port") }
        if let path = flags.dataDirectory { set("DataDir", path, "--data-dir") }
        guard !problems.isEmpty else { return }
        throw CommandError(.usage, CoreError(problems: problems, subject: "the command line").message)
    }

    private static func fail(_ problems: [ValidationProblem], _ subject: String) throws {
        guard !problems.isEmpty else { return }
        throw CommandError(
            .failed,
            CoreError(problems: problems, subject: subject).message,
            hint: "`bacalhau config list` shows all settings"
        )
    }
}
