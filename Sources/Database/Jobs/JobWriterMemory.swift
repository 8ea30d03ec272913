/// What the writer of jobs keeps from one transaction to the next.
struct JobWriterMemory {
    var cursors = JobCursors()
    /// The buffer that records are encoded in.
    var record = RecordWriter()

    /// Gives the buffer's memory back after a record that was much larger than the usual ones.
    mutating func releaseLargeRecord() {
        if record.bytes.count > 65536 { record = RecordWriter() }
    }
}
