extension WhyReport.Finding: WireCodable {
    /// `{Subject, Text, IsMet}`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Subject", .string(subject)), JSONValue.Member("Text", .string(text)),
            JSONValue.Member("IsMet", .bool(isMet)),
        ])
    }

    /// Reads a finding.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            subject: try reader.text("Subject"),
            text: try reader.text("Text"),
            isMet: try reader.flag("IsMet")
        )
    }
}

extension WhyReport: WireCodable {
    /// `{Summary, Findings, Advice}`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Summary", .string(summary)),
            JSONValue.Member("Findings", .array(findings.map(\.wireValue))),
            JSONValue.Member("Advice", .array(advice.map { .string($0) })),
        ])
    }

    /// Reads a report.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            summary: try reader.required("Summary").text(),
            findings: try Wire.list(reader["Findings"]),
            advice: try reader["Advice"]?.texts() ?? []
        )
    }
}
