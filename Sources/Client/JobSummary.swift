import Core

/// What a job is and where it stands.
public struct JobSummary: Sendable, Hashable {
    /// The job's id, `j-…`.
    public let id: String
    /// The name in the spec; the id when the spec has none.
    public let name: String
    /// The namespace of the name.
    public let namespace: String
    /// `batch`, `ops`, `service` or `daemon`.
    public let type: String
    /// `Pending`, `Queued`, `Running`, `Completed`, `Failed` or `Stopped`.
    public let state: String
    /// Why it is in this state.
    public let message: String
    /// Starts at 1.
    public let version: Int
    /// Nanoseconds since 1970.
    public let createdAt: Int64

    /// True when nothing of the job will run any more.
    public var isTerminal: Bool { JobState(rawValue: state)?.isTerminal ?? false }

    init(_ json: JSONValue) {
        id = json.text("ID")
        name = json.text("Name")
        namespace = json.text("Namespace")
        type = json.text("Type")
        let condition = json[anyCase: "State"] ?? .null
        state = condition.text("StateType")
        message = condition.text("Message")
        version = Int(json.number("Version"))
        createdAt = json.number("CreateTime")
    }
}
