/// One text frame of v1's log stream: a line, or the failure that ends the stream.
package enum LogFrame: Hashable, Sendable, WireCodable {
    /// A line that the program printed.
    case line(LogLine)
    /// Why the stream ends.
    case failure(String)

    /// `{"value":{"Type":1,"Line":"…"}}`, or `{"error":"…","value":{"Type":0,"Line":""}}`.
    ///
    /// The partition stands beside the line when it is not the first.
    package var wireValue: JSONValue {
        switch self {
        case .line(let line):
            var value = [
                JSONValue.Member("Type", .int(Int64(line.stream.rawValue))),
                JSONValue.Member("Line", .string(line.text)),
            ]
            value.append("Partition", number: Int64(line.partition))
            return .object([JSONValue.Member("value", .object(value))])
        case .failure(let message):
            return .object([
                JSONValue.Member("error", .string(message)),
                JSONValue.Member(
                    "value",
                    .object([JSONValue.Member("Type", .int(0)), JSONValue.Member("Line", .string(""))])
                ),
            ])
        }
    }

    /// Reads a frame.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        let error = try reader.text("error")
        guard error.isEmpty else {
            self = .failure(error)
            return
        }
        let value = try reader.required("value")
        let type = try value.required("Type")
        guard let stream = OutputStream(rawValue: Int(try type.integer())) else {
            throw type.problem("must be 1 (stdout) or 2 (stderr)")
        }
        self = .line(
            LogLine(stream: stream, text: try value.text("Line"), partition: try value.integer("Partition"))
        )
    }
}
