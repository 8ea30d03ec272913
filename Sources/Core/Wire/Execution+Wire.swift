import ContentAddressing

extension ComputeState {
    /// The number of this state for a client of the line.
    package func wireNumber(_ line: ClientLine) -> Int {
        switch line {
        case .v1_4: rawValueBefore1_5_2
        case .head: rawValue
        }
    }
}

extension Execution: WireCodable {
    /// The task name under which amounts stand when the job's task is not at hand.
    package static let wireTaskName = "main"

    /// The execution for a client of the newer line.
    package var wireValue: JSONValue { wireValue(line: .head, taskName: Self.wireTaskName) }

    /// The execution as v1 shows it, with `Attempt`, `Result` and `Usage` beside; states are the line's numbers.
    package func wireValue(line: ClientLine, taskName: String) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(24)
        members.append("ID", .string(id.text))
        members.append("Namespace", .string(namespace))
        members.append("EvalID", .string(evaluationID))
        members.append("Name", .string(""))
        members.append("NodeID", .string(nodeID.text))
        members.append("JobID", .string(jobID.text))
        members.append("JobVersion", .int(Int64(jobVersion)))
        let tasks = JSONValue.object([JSONValue.Member(taskName, allocated.wireValue)])
        members.append("AllocatedResources", .object([JSONValue.Member("Tasks", tasks)]))
        members.append("DesiredState", Self.state(desired.rawValue, desiredMessage))
        members.append("ComputeState", Self.state(state.wireNumber(line), stateMessage))
        members.append("PublishedResult", published.wireValue)
        members.append("RunOutput", output?.wireValue ?? .null)
        members.append("PreviousExecution", .string(previous?.text ?? ""))
        members.append("NextExecution", .string(next?.text ?? ""))
        members.append("FollowupEvalID", .string(""))
        members.append("PartitionIndex", number: Int64(partition))
        members.append("Revision", .int(Int64(revision)))
        members.append("CreateTime", .int(createdAt.nanoseconds))
        members.append("ModifyTime", .int(modifiedAt.nanoseconds))
        members.append("Attempt", .int(Int64(attempt)))
        if let result { members.append("Result", .string(result.description)) }
        members.append("Usage", usage.wireValue)
        return .object(members)
    }

    private static func state(_ number: Int, _ message: String) -> JSONValue {
        var members = [JSONValue.Member("StateType", .int(Int64(number)))]
        members.append("Message", text: message)
        return .object(members)
    }

    /// Reads an execution written for the newer line; the result's cumulative size is not on the wire and stays 0.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        var spec = JobSpec()
        spec.namespace = try reader.text("Namespace")
        let createdAt = try reader.nanoseconds("CreateTime")
        var job = Job(id: JobID(try reader.required("JobID").text()), spec: spec, partitions: 0, createdAt: createdAt)
        job.version = try reader.integer("JobVersion")
        self.init(
            id: ExecutionID(try reader.required("ID").text()),
            job: job,
            partition: try reader.integer("PartitionIndex"),
            nodeID: NodeID(try reader.text("NodeID")),
            attempt: try reader.integer("Attempt"),
            allocated: try Self.allocated(reader),
            now: createdAt
        )
        evaluationID = try reader.text("EvalID")
        try readStates(reader)
        if let published = reader["PublishedResult"] { self.published = try TypedSpec(reading: published) }
        if let output = reader["RunOutput"] { self.output = try RunOutput(reading: output) }
        previous = try Self.executionID(reader, "PreviousExecution")
        next = try Self.executionID(reader, "NextExecution")
        revision = try reader.integer("Revision")
        modifiedAt = try reader.nanoseconds("ModifyTime")
        result = try reader.cid("Result")
        if let usage = reader["Usage"] { self.usage = try Usage(reading: usage) }
    }

    private mutating func readStates(_ reader: DocumentReader) throws(ValidationProblem) {
        if let desired = reader["DesiredState"] {
            let type = try desired.required("StateType")
            guard let state = DesiredState(rawValue: Int(try type.integer())) else {
                throw type.problem("must be 0 to 2")
            }
            self.desired = state
            desiredMessage = try desired.text("Message")
        }
        if let compute = reader["ComputeState"] {
            let type = try compute.required("StateType")
            guard let state = ComputeState(rawValue: Int(try type.integer())) else {
                throw type.problem("must be 0 to 11")
            }
            self.state = state
            stateMessage = try compute.text("Message")
        }
    }

    /// The amounts of the first task; v1 has no more than one.
    private static func allocated(_ reader: DocumentReader) throws(ValidationProblem) -> Resources {
        guard let tasks = reader["AllocatedResources"]?["Tasks"], let first = try tasks.members().first else {
            return .zero
        }
        return try Resources(reading: DocumentReader(first.value, path: tasks.path[first.name]))
    }

    private static func executionID(
        _ reader: DocumentReader,
        _ name: String
    ) throws(ValidationProblem) -> ExecutionID? {
        let text = try reader.text(name)
        return text.isEmpty ? nil : ExecutionID(text)
    }
}
