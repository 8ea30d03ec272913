import ContentAddressing

extension Job: WireCodable {
    /// The job as v1 shows it, with `Result`, `Partitions` and `Usage` beside; times are nanoseconds since 1970.
    package var wireValue: JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(20)
        members.append("ID", .string(id.text))
        members.append(contentsOf: JobSpecEncoder.members(spec))
        var state = [JSONValue.Member("StateType", .string(self.state.rawValue))]
        state.append("Message", text: stateMessage)
        members.append("State", .object(state))
        members.append("Version", .int(Int64(version)))
        members.append("Revision", .int(Int64(revision)))
        members.append("CreateTime", .int(createdAt.nanoseconds))
        members.append("ModifyTime", .int(modifiedAt.nanoseconds))
        members.append("Partitions", .int(Int64(partitions)))
        if let result { members.append("Result", .string(result.description)) }
        members.append("Usage", usage.wireValue)
        return .object(members)
    }

    /// Reads a job; the shares of its partitions are not on the wire and stay empty.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        var reading = SpecReading(mode: .api)
        let spec = JobSpecDecoder.decode(reader, &reading)
        if let problem = reading.problems.first { throw problem }
        self.init(
            id: JobID(try reader.required("ID").text()),
            spec: spec,
            partitions: try reader.integer("Partitions"),
            createdAt: try reader.nanoseconds("CreateTime")
        )
        if let state = reader["State"] {
            self.state = try state.required("StateType").choice(JobState.self)
            stateMessage = try state.text("Message")
        }
        version = try reader.integer("Version")
        revision = try reader.integer("Revision")
        modifiedAt = try reader.nanoseconds("ModifyTime")
        result = try reader.cid("Result")
        if let usage = reader["Usage"] { self.usage = try Usage(reading: usage) }
    }
}
