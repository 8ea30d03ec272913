import ContentAddressing

/// The rules of one task; see ``JobSpecValidator``.
struct TaskSpecValidation {
    let validator: JobSpecValidator
    let task: TaskSpec
    let path: DocumentPath

    /// Names that a result tree uses itself.
    static let reservedResultNames = ["stdout", "stderr", "exitCode"]

    func check(_ problems: inout [ValidationProblem]) {
        if task.name.isEmpty { problems.append(ValidationProblem(path["Name"], rule: "is required")) }
        JobSpecValidator.checkName(task.name, path["Name"], &problems)
        checkEngine(&problems)
        checkPublisher(&problems)
        checkEnv(&problems)
        JobSpecValidator.checkMap(task.meta, path["Meta"], &problems)
        checkInputs(&problems)
        checkResultPaths(&problems)
        _ = task.resources.amounts(path: path["Resources"], problems: &problems)
        NetworkSpecValidation.check(task.network, path["Network"], &problems)
        checkTimeouts(&problems)
    }

    private func checkEngine(_ problems: inout [ValidationProblem]) {
        let path = path["Engine"]
        let type = task.engine.type
        guard validator.engines.contains(type) else {
            problems.append(Self.typeProblem(path["Type"], type, validator.engines))
            return
        }
        switch type {
        case WasmParameters.engineType:
            if let parameters = WasmParameters.parse(task.engine, path: path["Params"], problems: &problems) {
                checkModules(parameters, path["Params"], &problems)
            }
        case SandboxParameters.engineType:
            _ = SandboxParameters.parse(task.engine, path: path["Params"], problems: &problems)
        case "docker":
            checkDocker(path["Params"], &problems)
        default: break
        }
    }

    /// A module lies at the target of an input, or in a folder that is one.
    private func checkModules(
        _ parameters: WasmParameters,
        _ path: DocumentPath,
        _ problems: inout [ValidationProblem]
    ) {
        let targets = task.inputs.map { PathRules.canonical($0.target) }
        var modules = [(path["EntryModule"], parameters.entryModule)]
        for (index, module) in parameters.importModules.enumerated() {
            modules.append((path["ImportModules"][index], module))
        }
        for (field, module) in modules {
            let wanted = PathRules.canonical(module)
            guard !targets.contains(where: { $0 == wanted || wanted.hasPrefix($0 + "/") }) else { continue }
            problems.append(
                ValidationProblem(
                    field,
                    value: module,
                    rule: "must be the target of an input, or lie below one",
                    suggestion: NearestSpelling.of(module, among: task.inputs.map(\.target))
                )
            )
        }
    }

    private func checkDocker(_ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        let reader = DocumentReader(task.engine.params, path: path)
        var reading = SpecReading(mode: .api)
        if (reading.text(reader["Image"]) ?? "").trimmed.isEmpty {
            reading.add(ValidationProblem(path["Image"], rule: "is required"))
        }
        for name in ["Entrypoint", "Parameters", "EnvironmentVariables"] {
            ArgumentRules.check(reading.texts(reader[name]) ?? [], path: path[name], &reading)
        }
        for (index, pair) in (reader["EnvironmentVariables"]?.value.arrayValue ?? []).enumerated() {
            guard let text = pair.stringValue, !text.hasPrefix("="), text.contains("=") else {
                let shown = DocumentReader.shown(pair)
                reading.add(
                    ValidationProblem(path["EnvironmentVariables"][index], value: shown, rule: "must be NAME=value")
                )
                continue
            }
        }
        if let folder = reading.text(reader["WorkingDirectory"]), !folder.isEmpty, !folder.hasPrefix("/") {
            reading.add(ValidationProblem(path["WorkingDirectory"], value: folder, rule: "must be an absolute path"))
        }
        problems.append(contentsOf: reading.problems)
    }

    private func checkPublisher(_ problems: inout [ValidationProblem]) {
        let path = path["Publisher"]
        let type = task.publisher.type
        guard !type.isEmpty else { return }
        guard JobSpecValidator.publisherTypes.contains(type) else {
            problems.append(Self.typeProblem(path["Type"], type, JobSpecValidator.publisherTypes))
            return
        }
        guard type == "s3" else { return }
        for name in ["Bucket", "Key"] { _ = requiredText(task.publisher, name, path["Params"], &problems) }
    }

    private func checkEnv(_ problems: inout [ValidationProblem]) {
        let path = path["Env"]
        JobSpecValidator.checkMap(task.env, path, &problems)
        for pair in task.env.pairs {
            if !Self.isEnvName(pair.key) {
                let upper = pair.key.uppercased()
                problems.append(
                    ValidationProblem(
                        path[pair.key],
                        rule: "must have a name of A to Z, 0 to 9 and _ that starts with a letter",
                        suggestion: Self.isEnvName(upper) ? upper : nil
                    )
                )
            } else if pair.key.hasPrefix(SystemEnvironment.prefix) {
                problems.append(
                    ValidationProblem(
                        path[pair.key],
                        rule: "must have another name: those with \(SystemEnvironment.prefix) are the system's"
                    )
                )
            }
            if pair.value.isEmpty || pair.value.utf8.contains(0) {
                problems.append(ValidationProblem(path[pair.key], rule: "must have a value without NUL characters"))
            }
        }
    }

    private func checkTimeouts(_ problems: inout [ValidationProblem]) {
        let path = path["Timeouts"]
        let timeouts = task.timeouts
        let fields = [
            ("ExecutionTimeout", timeouts.executionSeconds), ("QueueTimeout", timeouts.queueSeconds),
            ("TotalTimeout", timeouts.totalSeconds),
        ]
        let allowed = 0...JobSpecValidator.timeoutSecondsMax
        for (name, seconds) in fields where !allowed.contains(seconds) {
            problems.append(
                ValidationProblem(
                    path[name],
                    value: String(seconds),
                    rule: "must be between 0 and \(allowed.upperBound) seconds"
                )
            )
        }
        guard fields.allSatisfy({ allowed.contains($0.1) }), timeouts.totalSeconds > 0,
            timeouts.executionSeconds + timeouts.queueSeconds > timeouts.totalSeconds
        else { return }
        problems.append(
            ValidationProblem(
                path["TotalTimeout"],
                value: String(timeouts.totalSeconds),
                rule: "must not be less than ExecutionTimeout and QueueTimeout together "
                    + "(\(timeouts.executionSeconds) + \(timeouts.queueSeconds) seconds)"
            )
        )
    }
}

extension TaskSpecValidation {
    static func typeProblem(_ path: DocumentPath, _ type: String, _ known: [String]) -> ValidationProblem {
        let list = "must be one of " + known.joined(separator: ", ")
        return ValidationProblem(
            path,
            value: type,
            rule: type.isEmpty ? "is required and " + list : list,
            suggestion: NearestSpelling.of(type, among: known)
        )
    }

    static func isEnvName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x41...0x5A).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        }
    }

    /// The text of a parameter that must be there and not empty.
    func requiredText(
        _ spec: TypedSpec,
        _ name: String,
        _ params: DocumentPath,
        _ problems: inout [ValidationProblem]
    ) -> String? {
        let reader = DocumentReader(spec.params, path: params)
        do {
            let text = try reader.required(name).text()
            if !text.isEmpty { return text }
            problems.append(ValidationProblem(params[name], rule: "must not be empty"))
        } catch {
            problems.append(error)
        }
        return nil
    }
}
