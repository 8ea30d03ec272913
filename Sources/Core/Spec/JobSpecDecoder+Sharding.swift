extension JobSpecDecoder {
    /// Reads the rule of a `Shard.By` or of `--shard`: `file`, a number of parts, or a size such as `64MB`.
    ///
    /// The problem names the field `Shard.By`.
    package static func parseShardRule(_ text: String) throws(ValidationProblem) -> Sharding.Rule {
        let field = DocumentPath.root["Shard"]["By"]
        let trimmed = text.trimmed
        if trimmed.equalsIgnoringCase("file") { return .perFile }
        if !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let parts = Int(trimmed), (1...JobSpec.partitionsMax).contains(parts) else {
                throw ValidationProblem(
                    field,
                    value: text,
                    rule: "must be between 1 and \(JobSpec.partitionsMax) parts"
                )
            }
            return .parts(parts)
        }
        let hasUnit = trimmed.utf8.contains { (0x61...0x7A).contains($0 | 0x20) }
        guard hasUnit, let bytes = ByteQuantity(trimmed)?.bytes, bytes > 0 else {
            throw ValidationProblem(
                field,
                value: text,
                rule: "must be 'file', a number of parts such as 8, or a size such as 64MB",
                suggestion: NearestSpelling.of(trimmed, among: ["file"])
            )
        }
        return .bytes(bytes)
    }

    /// Reads `{Input, By}`, or the rule alone.
    static func sharding(_ reader: DocumentReader, _ reading: inout SpecReading) -> Sharding? {
        if case .object = reader.value {
            guard reading.isObject(reader, known: shardFields) else { return nil }
            let input = reading.text(reader["Input"]) ?? ""
            let by = reading.attempt { () throws(ValidationProblem) in try reader.required("By").text() }
            guard let by else { return nil }
            return rule(by, &reading).map { Sharding(input: input, rule: $0) }
        }
        guard let text = reading.text(reader) else { return nil }
        return rule(text, &reading).map { Sharding(rule: $0) }
    }

    private static func rule(_ text: String, _ reading: inout SpecReading) -> Sharding.Rule? {
        reading.attempt { () throws(ValidationProblem) in try parseShardRule(text) }
    }
}
