/// One line of a job's story.
package struct HistoryEvent: Hashable, Sendable {
    package var jobID: JobID
    package var jobVersion: Int
    /// Nil for an event of the job itself.
    package var executionID: ExecutionID?
    package var topic: Topic
    package var message: String
    package var details: StringMap
    package var time: Timestamp
    /// The position in the job's history; given by the store, 0 before that.
    package var sequence: Int64

    /// The topics of v1's progress events.
    package enum Topic: String, Hashable, Sendable {
        case submission = "Submission"
        case scheduling = "Scheduling"
        case queueing = "Queueing"
        case stateUpdate = "State Update"
        case executionTimeout = "Exec Timeout"
        case jobTimeout = "Job Timeout"
        case execution = "Execution"
        case scanning = "Exec Scanning"
        case downloadingInputs = "Downloading Inputs"
        case preparing = "Preparing Environment"
        case running = "Running Execution"
        case publishing = "Publishing Results"
        case verifying = "Verifying Result"
        case restart = "Restart"
    }

    package init(
        jobID: JobID,
        jobVersion: Int,
        executionID: ExecutionID? = nil,
        topic: Topic,
        message: String,
        details: StringMap = StringMap(),
        time: Timestamp
    ) {
        self.jobID = jobID
        self.jobVersion = jobVersion
        self.executionID = executionID
        self.topic = topic
        self.message = message
        self.details = details
        self.time = time
        self.sequence = 0
    }
}
