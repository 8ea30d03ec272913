package import Core

extension ExecutionOrder {
    /// The order of a deal's execution as the scheduler made it; `job` is of the record's version.
    package init(_ record: DealRecord, job: Job) {
        var execution = Execution(
            id: record.executionID,
            job: job,
            partition: record.partition,
            nodeID: record.nodeID,
            attempt: 1,
            // A spec whose resources cannot be read reserves nothing.
            allocated: (try? job.spec.task.resources.amounts()) ?? Resources(),
            now: record.createdAt
        )
        execution.jobVersion = record.jobVersion
        self.init(execution: execution, job: job)
    }
}
