import Core

/// The `body` column of a history event; job, sequence, version, time and execution are columns.
enum EventRecord {
    private static let version: UInt64 = 1

    static func encode(_ event: HistoryEvent, with writer: inout RecordWriter) {
        writer.start(version: version)
        writer.append(event.topic.code)
        writer.append(event.message)
        writer.append(event.details)
    }

    /// Gives an event of which only topic, message and details are set beside the job.
    static func decode(_ body: [UInt8], jobID: JobID, sequence: Int64) throws(CoreError) -> HistoryEvent {
        var reader = try RecordReader(body, subject: "event \(sequence) of job \(jobID)", version: version)
        let code = try reader.readUInt64()
        guard let topic = HistoryEvent.Topic(code: code) else { throw reader.failure("\(code) is not a topic") }
        var event = HistoryEvent(
            jobID: jobID,
            jobVersion: 0,
            topic: topic,
            message: try reader.readString(),
            details: try reader.readStringMap(),
            time: .zero
        )
        event.sequence = sequence
        try reader.finish()
        return event
    }
}
