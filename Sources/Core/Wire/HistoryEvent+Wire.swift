extension HistoryEvent: WireCodable {
    /// The key in `details` under which an event names the node it is about.
    package static let nodeDetail = "NodeID"

    /// The event for a client of the newer line.
    package var wireValue: JSONValue { wireValue(line: .head) }

    /// The event as v1's JobHistory; times are RFC 3339.
    ///
    /// The older line gets `NodeID` and `Comment` too.
    package func wireValue(line: ClientLine) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.append("SeqNum", .int(sequence))
        members.append("Type", .string(executionID == nil ? "JobLevel" : "ExecutionLevel"))
        members.append("JobID", .string(jobID.text))
        members.append("JobVersion", .int(Int64(jobVersion)))
        if let executionID { members.append("ExecutionID", .string(executionID.text)) }
        let time = JSONValue.string(RFC3339.text(time))
        var event = [
            JSONValue.Member("Message", .string(message)), JSONValue.Member("Topic", .string(topic.rawValue)),
            JSONValue.Member("Timestamp", time),
        ]
        if !details.isEmpty { event.append("Details", JobSpecEncoder.map(details)) }
        members.append("Event", .object(event))
        members.append("Time", time)
        if line == .v1_4 {
            members.append("NodeID", .string(details[Self.nodeDetail] ?? ""))
            members.append("Comment", .string(message))
        }
        return .object(members)
    }

    /// Reads an event.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        let event = try reader.required("Event")
        let executionID = try reader.text("ExecutionID")
        self.init(
            jobID: JobID(try reader.required("JobID").text()),
            jobVersion: try reader.integer("JobVersion"),
            executionID: executionID.isEmpty ? nil : ExecutionID(executionID),
            topic: try event.required("Topic").choice(Topic.self),
            message: try event.text("Message"),
            details: try event["Details"]?.textMap() ?? StringMap(),
            time: try reader.time("Time")
        )
        sequence = try reader["SeqNum"]?.integer() ?? 0
    }
}
