extension SubmitReply: WireCodable {
    /// `{JobID, JobVersion, EvaluationID, Warnings}`; no warnings are null, as v1 writes them.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("JobID", .string(jobID.text)), JSONValue.Member("JobVersion", .int(Int64(jobVersion))),
            JSONValue.Member("EvaluationID", .string(evaluationID)),
            JSONValue.Member("Warnings", warnings.isEmpty ? .null : .array(warnings.map { .string($0) })),
        ])
    }

    /// Reads a reply; the version is 0 when a v1 server did not name it.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            jobID: JobID(try reader.required("JobID").text()),
            jobVersion: try reader.integer("JobVersion"),
            evaluationID: try reader.text("EvaluationID"),
            warnings: try reader["Warnings"]?.texts() ?? []
        )
    }
}
