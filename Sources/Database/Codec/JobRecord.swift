import ContentAddressing
import Core

/// The `body` columns of a job: everything but the id, which is a column, and the shares, which are a row of their own.
///
/// The shares of a job with many partitions are megabytes and never change, while the record changes with every state:
/// kept apart they are written once.
enum JobRecord {
    private static let version: UInt64 = 1
    /// A record of a job whose spec has a section `Trust`; others keep the bytes that they always had.
    private static let trustVersion: UInt64 = 2
    private static let sharesVersion: UInt64 = 1

    static func encode(_ job: Job, with writer: inout RecordWriter) throws {
        writer.start(version: job.spec.trust == nil ? version : trustVersion)
        try writer.append(job.spec)
        if let trust = job.spec.trust { writer.append(trust) }
        writer.append(UInt64(job.state.code))
        writer.append(job.stateMessage)
        writer.append(job.version)
        writer.append(job.revision)
        writer.append(job.createdAt)
        writer.append(job.modifiedAt)
        writer.append(job.partitions)
        writer.append(optional: job.result) { $0.append($1) }
        writer.append(job.usage)
        writer.append(!job.shares.isEmpty)
    }

    /// Gives the job without its shares, and whether it has any.
    static func decode(_ body: [UInt8], id: JobID) throws(CoreError) -> (job: Job, hasShares: Bool) {
        var reader = try RecordReader(body, subject: "job \(id)", versions: version...trustVersion)
        var spec = try reader.readJobSpec()
        if reader.version == trustVersion { spec.trust = try reader.readTrust() }
        let code = try reader.readUInt64()
        guard let state = JobState(code: Int64(truncatingIfNeeded: code)) else {
            throw reader.failure("\(code) is not a job state")
        }
        var job = Job(id: id, spec: spec, partitions: 0, createdAt: .zero)
        job.state = state
        job.stateMessage = try reader.readString()
        job.version = try reader.readInt()
        job.revision = try reader.readInt()
        job.createdAt = try reader.readTimestamp()
        job.modifiedAt = try reader.readTimestamp()
        job.partitions = try reader.readInt()
        job.result = try reader.readOptional { reader throws(CoreError) in try reader.readCID() }
        job.usage = try reader.readUsage()
        let hasShares = try reader.readBool()
        try reader.finish()
        return (job, hasShares)
    }

    static func encode(_ shares: [PartitionShare], with writer: inout RecordWriter) {
        writer.start(version: sharesVersion)
        writer.append(shares) { writer, share in
            writer.append(share.inputIndex)
            writer.append(share.root)
            writer.append(share.bytes)
        }
    }

    static func decodeShares(_ body: [UInt8], id: JobID) throws(CoreError) -> [PartitionShare] {
        var reader = try RecordReader(body, subject: "the shares of job \(id)", version: sharesVersion)
        let shares = try reader.readItems { reader throws(CoreError) in
            PartitionShare(
                inputIndex: try reader.readInt(),
                root: try reader.readCID(),
                bytes: try reader.readUInt64()
            )
        }
        try reader.finish()
        return shares
    }
}

extension RecordWriter {
    mutating func append(_ usage: Usage) {
        append(usage.fuel)
        append(usage.cpuNanoseconds)
        append(usage.wallNanoseconds)
        append(usage.memoryPeakBytes)
        append(usage.inputBytes)
        append(usage.fetchedBytes)
        append(usage.outputBytes)
    }
}

extension RecordReader {
    mutating func readUsage() throws(CoreError) -> Usage {
        var usage = Usage()
        usage.fuel = try readUInt64()
        usage.cpuNanoseconds = try readUInt64()
        usage.wallNanoseconds = try readUInt64()
        usage.memoryPeakBytes = try readUInt64()
        usage.inputBytes = try readUInt64()
        usage.fetchedBytes = try readUInt64()
        usage.outputBytes = try readUInt64()
        return usage
    }
}
