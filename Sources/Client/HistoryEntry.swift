import Core

/// One line of a job's history.
public struct HistoryEntry: Sendable, Hashable {
    /// The execution it is about; empty for the job itself.
    public let executionID: String
    /// What kind of event it is.
    public let topic: String
    /// What happened.
    public let message: String
    /// RFC 3339.
    public let time: String

    init(_ json: JSONValue) {
        executionID = json.text("ExecutionID")
        let event = json[anyCase: "Event"] ?? .null
        topic = event.text("Topic")
        message = event.text("Message")
        time = json.text("Time")
    }
}
