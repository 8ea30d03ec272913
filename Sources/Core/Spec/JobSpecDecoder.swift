/// Reads a job spec out of a JSON or YAML document, with keys in any case.
///
/// It checks shapes and spellings and reports all problems at once; what the values mean together is the validator's
/// part. An optional field that is null counts as missing.
package enum JobSpecDecoder {
    /// How strict the decoder is.
    package enum Mode: Hashable, Sendable {
        /// As the HTTP API of v1: unknown fields are ignored, system fields give a warning.
        case api
        /// As the command line of v1: unknown and system fields are problems.
        case cli
    }

    /// A decoded spec and what the user should know about it.
    package struct Output: Hashable, Sendable {
        /// The spec as written; no defaults applied but the namespace.
        package var spec: JobSpec
        /// Fields that were ignored, in words.
        package var warnings: [String]
    }

    static let systemFields = ["ID", "State", "Version", "Revision", "CreateTime", "ModifyTime"]
    static let jobFields = [
        "Name", "Namespace", "Type", "Priority", "Count", "Constraints", "Meta", "Labels", "Tasks", "Shard", "Trust",
    ]
    static let constraintFields = ["Key", "Operator", "Values"]
    static let shardFields = ["Input", "By"]
    static let trustFields = [
        "Style", "Replicas", "Nodes", "MaxPrice", "CheckPercent", "MaxFuel", "WhenRefuted",
    ]

    /// Decodes the spec.
    ///
    /// Throws `validation` over all problems that were found.
    package static func decode(_ value: JSONValue, mode: Mode) throws(CoreError) -> Output {
        var reading = SpecReading(mode: mode)
        let spec = decode(DocumentReader(value), &reading)
        guard reading.problems.isEmpty else { throw CoreError(problems: reading.problems) }
        return Output(spec: spec, warnings: reading.warnings)
    }

    static func decode(_ reader: DocumentReader, _ reading: inout SpecReading) -> JobSpec {
        var spec = JobSpec()
        guard reading.isObject(reader, known: jobFields, system: systemFields) else { return spec }
        spec.name = reading.text(reader["Name"]) ?? ""
        if let namespace = reading.text(reader["Namespace"]), !namespace.isEmpty { spec.namespace = namespace }
        spec.type = jobType(reader, &reading)
        spec.priority = small(reader["Priority"], &reading) ?? 0
        spec.count = small(reader["Count"], &reading)
        for item in reading.items(reader["Constraints"], limit: JobSpecValidator.constraintsMax) {
            if let constraint = constraint(item, &reading) { spec.constraints.append(constraint) }
        }
        spec.meta = reading.map(reader["Meta"]) ?? StringMap()
        spec.labels = reading.map(reader["Labels"]) ?? StringMap()
        for item in reading.items(reader["Tasks"], limit: JobSpecValidator.tasksMax) {
            spec.tasks.append(TaskSpecDecoding.task(item, &reading))
        }
        if let shard = reader["Shard"] { spec.shard = sharding(shard, &reading) }
        if let trust = reader["Trust"] { spec.trust = self.trust(trust, &reading) }
        return spec
    }

    private static func jobType(_ reader: DocumentReader, _ reading: inout SpecReading) -> JobType {
        let names = JobType.allCases.map(\.rawValue)
        let rule = "must be one of " + names.joined(separator: ", ")
        guard let field = reader["Type"] else {
            reading.add(ValidationProblem(reader.path["Type"], rule: "is required and " + rule))
            return .batch
        }
        guard let text = reading.text(field) else { return .batch }
        if let type = JobType(rawValue: text) { return type }
        reading.add(field.problem(rule, suggestion: NearestSpelling.of(text, among: names)))
        return .batch
    }

    /// A whole number that fits into 32 bits, so that sums of a few never overflow.
    static func small(_ reader: DocumentReader?, _ reading: inout SpecReading) -> Int? {
        guard let reader, let number = reading.integer(reader) else { return nil }
        guard let small = Int32(exactly: number) else {
            reading.add(reader.problem("must be between \(Int32.min) and \(Int32.max)"))
            return nil
        }
        return Int(small)
    }

    private static func constraint(_ reader: DocumentReader, _ reading: inout SpecReading) -> Constraint? {
        guard reading.isObject(reader, known: constraintFields) else { return nil }
        let key = reading.text(reader["Key"]) ?? ""
        let values = reading.texts(reader["Values"]) ?? []
        let names = Constraint.Operator.allCases.map(\.rawValue)
        guard let field = reader["Operator"] else {
            reading.add(ValidationProblem(reader.path["Operator"], rule: "is required"))
            return nil
        }
        guard let text = reading.text(field) else { return nil }
        guard let op = Constraint.Operator(rawValue: text) else {
            let suggestion = NearestSpelling.of(text, among: names)
            reading.add(field.problem("must be one of " + names.joined(separator: ", "), suggestion: suggestion))
            return nil
        }
        return Constraint(key: key, op: op, values: values)
    }
}
