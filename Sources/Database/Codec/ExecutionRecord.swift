import ContentAddressing
import Core

/// The `body` column of an execution: everything but its id and its job's, which are columns.
enum ExecutionRecord {
    private static let version: UInt64 = 1

    static func encode(_ execution: Execution, with writer: inout RecordWriter) throws {
        writer.start(version: version)
        writer.append(execution.namespace)
        writer.append(execution.jobVersion)
        writer.append(execution.partition)
        writer.append(execution.nodeID.text)
        writer.append(execution.attempt)
        writer.append(execution.desired.rawValue)
        writer.append(execution.desiredMessage)
        writer.append(execution.state.rawValue)
        writer.append(execution.stateMessage)
        writer.append(execution.allocated.cpuMillis)
        writer.append(execution.allocated.memoryBytes)
        writer.append(execution.allocated.diskBytes)
        writer.append(execution.allocated.gpus)
        writer.append(optional: execution.output) { $0.append($1) }
        writer.append(optional: execution.result) { $0.append($1) }
        writer.append(execution.resultTsize)
        try writer.append(execution.published)
        writer.append(execution.usage)
        writer.append(optional: execution.previous) { $0.append($1.text) }
        writer.append(optional: execution.next) { $0.append($1.text) }
        writer.append(execution.revision)
        writer.append(execution.createdAt)
        writer.append(execution.modifiedAt)
        writer.append(execution.evaluationID)
    }

    static func decode(_ body: [UInt8], id: ExecutionID, jobID: JobID) throws(CoreError) -> Execution {
        var reader = try RecordReader(body, subject: "execution \(id)", version: version)
        let placeholder = Job(id: jobID, spec: JobSpec(), partitions: 0, createdAt: .zero)
        var execution = Execution(
            id: id,
            job: placeholder,
            partition: 0,
            nodeID: NodeID(""),
            attempt: 0,
            allocated: .zero,
            now: .zero
        )
        execution.namespace = try reader.readString()
        execution.jobVersion = try reader.readInt()
        execution.partition = try reader.readInt()
        execution.nodeID = NodeID(try reader.readString())
        execution.attempt = try reader.readInt()
        execution.desired = try reader.readDesiredState()
        execution.desiredMessage = try reader.readString()
        execution.state = try reader.readComputeState()
        execution.stateMessage = try reader.readString()
        execution.allocated.cpuMillis = try reader.readInt()
        execution.allocated.memoryBytes = try reader.readInt64()
        execution.allocated.diskBytes = try reader.readInt64()
        execution.allocated.gpus = try reader.readInt()
        execution.output = try reader.readOptional { reader throws(CoreError) in try reader.readRunOutput() }
        execution.result = try reader.readOptional { reader throws(CoreError) in try reader.readCID() }
        execution.resultTsize = try reader.readUInt64()
        execution.published = try reader.readTypedSpec()
        execution.usage = try reader.readUsage()
        execution.previous = try reader.readOptional { reader throws(CoreError) in
            ExecutionID(try reader.readString())
        }
        execution.next = try reader.readOptional { reader throws(CoreError) in ExecutionID(try reader.readString()) }
        execution.revision = try reader.readInt()
        execution.createdAt = try reader.readTimestamp()
        execution.modifiedAt = try reader.readTimestamp()
        execution.evaluationID = try reader.readString()
        try reader.finish()
        return execution
    }
}

extension RecordWriter {
    fileprivate mutating func append(_ output: RunOutput) {
        append(output.stdout)
        append(output.stdoutTruncated)
        append(output.stderr)
        append(output.stderrTruncated)
        append(output.exitCode)
        append(output.errorMessage)
    }
}

extension RecordReader {
    fileprivate mutating func readDesiredState() throws(CoreError) -> DesiredState {
        let code = try readInt()
        guard let state = DesiredState(rawValue: code) else { throw failure("\(code) is not a desired state") }
        return state
    }

    fileprivate mutating func readComputeState() throws(CoreError) -> ComputeState {
        let code = try readInt()
        guard let state = ComputeState(rawValue: code) else { throw failure("\(code) is not a compute state") }
        return state
    }

    fileprivate mutating func readRunOutput() throws(CoreError) -> RunOutput {
        var output = RunOutput()
        output.stdout = try readString()
        output.stdoutTruncated = try readBool()
        output.stderr = try readString()
        output.stderrTruncated = try readBool()
        output.exitCode = try readInt()
        output.errorMessage = try readString()
        return output
    }
}
