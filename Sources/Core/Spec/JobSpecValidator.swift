/// Checks what a job spec says as a whole: every rule that can be checked without a node or a store.
///
/// It expects a spec that went through ``JobNormaliser``. Spellings of types, operators and network modes are the
/// decoder's part. Parameters of sources and publishers are checked as far as every node agrees on them.
package struct JobSpecValidator: Sendable {
    /// The engine types that exist; anything else is a problem.
    package var engines: [String]
    /// True once this version places `service` and `daemon` jobs.
    package var placesLongRunning: Bool

    /// All engine types that a spec may name.
    package static let allEngines = ["wasm", "sandbox", "docker", "noop"]
    static let sourceTypes = ["ipfs", "s3", "s3PreSigned", "urlDownload", "local", "localDirectory", "inline"]
    static let publisherTypes = ["noop", "ipfs", "s3", "s3managed", "local"]

    /// The most problems that are reported at once.
    package static let problemsMax = 100
    /// The most tasks in a spec; only the first one runs.
    package static let tasksMax = 16
    /// The most inputs of a task.
    package static let inputsMax = 1000
    /// The most result paths of a task.
    package static let resultPathsMax = 1000
    /// The most constraints of a job.
    package static let constraintsMax = 100
    /// The most values of one constraint.
    package static let constraintValuesMax = 1000
    /// The most ports of a task.
    package static let portsMax = 100
    /// The most domains of a task.
    package static let domainsMax = 1000
    /// The most bytes of a job's, task's or namespace's name, and of an alias.
    package static let nameBytesMax = 255
    /// The most bytes of a key in Meta, Labels and Env.
    package static let keyBytesMax = 256
    /// The most bytes of a value in Meta, Labels and Env.
    package static let valueBytesMax = 64 << 10
    /// The most seconds of a timeout; as nanoseconds they still fit into 64 bits.
    package static let timeoutSecondsMax: Int64 = 9_000_000_000

    /// Makes a validator for the known engine types.
    package init(engines: [String] = JobSpecValidator.allEngines, placesLongRunning: Bool = false) {
        self.engines = engines
        self.placesLongRunning = placesLongRunning
    }

    /// All problems of a spec in the order of its fields; empty when it is valid.
    package static func validate(
        _ spec: JobSpec,
        engines: [String] = JobSpecValidator.allEngines
    ) -> [ValidationProblem] {
        JobSpecValidator(engines: engines).validate(spec)
    }

    /// All problems of a spec in the order of its fields, at most ``problemsMax``; empty when it is valid.
    package func validate(_ spec: JobSpec) -> [ValidationProblem] {
        var problems: [ValidationProblem] = []
        checkNames(spec, &problems)
        checkCount(spec, &problems)
        for (index, constraint) in spec.constraints.enumerated() {
            checkConstraint(constraint, .root["Constraints"][index], &problems)
        }
        Self.checkMap(spec.meta, .root["Meta"], &problems)
        Self.checkMap(spec.labels, .root["Labels"], &problems)
        if spec.tasks.isEmpty { problems.append(ValidationProblem("Tasks", rule: "must have a task")) }
        for (index, task) in spec.tasks.enumerated() {
            TaskSpecValidation(validator: self, task: task, path: .root["Tasks"][index]).check(&problems)
        }
        checkShard(spec, &problems)
        if let trust = spec.trust { TrustValidation(trust: trust, spec: spec).check(&problems) }
        return Array(problems.prefix(Self.problemsMax))
    }

    private func checkNames(_ spec: JobSpec, _ problems: inout [ValidationProblem]) {
        Self.checkName(spec.name, .root["Name"], &problems)
        Self.checkName(spec.namespace, .root["Namespace"], &problems)
        if spec.namespace.isEmpty || spec.namespace == "*" {
            problems.append(
                ValidationProblem("Namespace", value: spec.namespace, rule: "must be a name; '*' means all of them")
            )
        }
        if !placesLongRunning, spec.type == .service || spec.type == .daemon {
            problems.append(
                ValidationProblem(
                    "Type",
                    value: spec.type.rawValue,
                    rule: "is a valid type, but this version does not place \(spec.type.rawValue) jobs yet; "
                        + "use batch or ops"
                )
            )
        }
    }

    private func checkCount(_ spec: JobSpec, _ problems: inout [ValidationProblem]) {
        guard let count = spec.count else { return }
        let rule: String
        switch spec.type {
        case .batch, .service:
            guard count < 0 || count > JobSpec.partitionsMax else { return }
            rule = "must be between 0 and \(JobSpec.partitionsMax)"
        case .ops, .daemon:
            guard count != 0 else { return }
            rule = "must be left out for \(spec.type.rawValue) jobs: they run once on every matching node"
        }
        problems.append(ValidationProblem("Count", value: String(count), rule: rule))
    }

    private func checkConstraint(
        _ constraint: Constraint,
        _ path: DocumentPath,
        _ problems: inout [ValidationProblem]
    ) {
        if constraint.labelKey.isEmpty || PathRules.hasControlCharacters(constraint.key) {
            problems.append(
                ValidationProblem(path["Key"], value: constraint.key, rule: "must be the name of a label")
            )
        }
        guard let rule = constraint.arityProblem else { return checkIntegers(constraint, path, &problems) }
        problems.append(
            ValidationProblem(
                path["Values"],
                value: constraint.values.prefix(10).joined(separator: ", "),
                rule: rule
            )
        )
    }

    private func checkIntegers(
        _ constraint: Constraint,
        _ path: DocumentPath,
        _ problems: inout [ValidationProblem]
    ) {
        guard constraint.op == .greaterThan || constraint.op == .lessThan else { return }
        for (index, value) in constraint.values.enumerated() where Int64(value) == nil {
            problems.append(
                ValidationProblem(
                    path["Values"][index],
                    value: value,
                    rule: "must be a whole number for operator '\(constraint.op.rawValue)'"
                )
            )
        }
    }

    private func checkShard(_ spec: JobSpec, _ problems: inout [ValidationProblem]) {
        guard let shard = spec.shard else { return }
        let inputs = spec.task.inputs
        if spec.type != .batch {
            problems.append(
                ValidationProblem("Shard", value: spec.type.rawValue, rule: "goes with batch jobs only")
            )
        }
        if let count = spec.count, count > 1 {
            problems.append(
                ValidationProblem(
                    "Count",
                    value: String(count),
                    rule: "must be left out with Shard: the data gives the partitions"
                )
            )
        }
        if inputs.isEmpty { problems.append(ValidationProblem("Shard", rule: "needs an input to split")) }
        let names = inputs.map(\.target) + inputs.map(\.alias).filter { !$0.isEmpty }
        guard !shard.input.isEmpty, !inputs.isEmpty, shard.inputIndex(in: spec.task) == nil else { return }
        problems.append(
            ValidationProblem(
                "Shard.Input",
                value: shard.input,
                rule: "must be the target or the alias of an input",
                suggestion: NearestSpelling.of(shard.input, among: names)
            )
        )
    }
}

extension JobSpecValidator {
    static func checkName(_ name: String, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        guard name.utf8.count > nameBytesMax || PathRules.hasControlCharacters(name) else { return }
        problems.append(
            ValidationProblem(
                path,
                value: name,
                rule: "must have at most \(nameBytesMax) bytes and no control characters"
            )
        )
    }

    static func checkMap(_ map: StringMap, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        if map.count > DocumentReader.mapEntriesMax {
            problems.append(
                ValidationProblem(
                    path,
                    value: "\(map.count) entries",
                    rule: "must have at most \(DocumentReader.mapEntriesMax) entries"
                )
            )
        }
        for pair in map.pairs {
            if pair.key.isEmpty || pair.key.utf8.count > keyBytesMax {
                problems.append(
                    ValidationProblem(path[pair.key], rule: "must have a key of 1 to \(keyBytesMax) bytes")
                )
            }
            if pair.value.utf8.count > valueBytesMax {
                problems.append(
                    ValidationProblem(
                        path[pair.key],
                        value: pair.value,
                        rule: "must have at most \(valueBytesMax) bytes"
                    )
                )
            }
        }
    }
}
