import Core

/// A job that was handed in.
public struct SubmittedJob: Sendable, Hashable {
    /// The job's id, `j-…`.
    public let id: String
    /// Names the decision that the submission caused.
    public let evaluationID: String
    /// What the server ignored or changed.
    public let warnings: [String]
}

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

/// One run of one partition of a job.
public struct ExecutionSummary: Sendable, Hashable {
    /// The execution's id, `e-…`.
    public let id: String
    /// The node it ran on.
    public let nodeID: String
    /// The partition, from 0.
    public let partition: Int
    /// The number of its state in the newer line of v1, 9 for completed.
    public let state: Int
    /// Why it is in this state.
    public let message: String
    /// The program's exit code, when it has ended.
    public let exitCode: Int?
    /// The first part of what it printed.
    public let stdout: String
    /// The first part of what it printed as errors.
    public let stderr: String

    init(_ json: JSONValue) {
        id = json.text("ID")
        nodeID = json.text("NodeID")
        partition = Int(json.number("PartitionIndex"))
        let condition = json[anyCase: "ComputeState"] ?? .null
        state = Int(condition.number("StateType"))
        message = condition.text("Message")
        let output = json[anyCase: "RunOutput"] ?? .null
        exitCode = output == .null ? nil : Int(output.number("ExitCode"))
        stdout = output.text("Stdout")
        stderr = output.text("stderr")
    }
}

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

/// What a job left behind.
public struct ResultSummary: Sendable, Hashable {
    /// The CID over all partitions; empty until the job is completed.
    public let cid: String
    /// Where publishers put parts, as JSON texts `{"Type","Params"}`.
    public let published: [String]
}

/// A node of the cluster.
public struct NodeSummary: Sendable, Hashable {
    /// The node's id.
    public let id: String
    /// The node's name for people.
    public let name: String
    /// `APPROVED`, `PENDING` or `REJECTED`.
    public let membership: String
    /// `CONNECTED` or `DISCONNECTED`.
    public let connection: String

    init(_ json: JSONValue) {
        let info = json[anyCase: "Info"] ?? .null
        id = info.text("NodeID")
        let labels = info[anyCase: "Labels"] ?? .null
        name = labels.text("name")
        membership = json.text("Membership")
        connection = json.text("Connection")
    }
}

/// Content in the store of a node.
public struct ContentSummary: Sendable, Hashable {
    /// The root's CID.
    public let cid: String
    /// The name under which it was added.
    public let name: String
    /// `file`, `directory` or `symlink`.
    public let kind: String
    /// Bytes of files in it.
    public let contentBytes: Int64

    init(_ json: JSONValue) {
        cid = json.text("CID")
        name = json.text("Name")
        kind = json.text("Kind")
        contentBytes = json.number("ContentBytes")
    }
}

/// How far an import is.
public struct DataProgress: Sendable, Hashable {
    /// Bytes that were read.
    public let bytesDone: Int64
    /// Bytes in all, as far as is known.
    public let bytesTotal: Int64
    /// Files that were read.
    public let filesDone: Int
    /// Files in all, as far as is known.
    public let filesTotal: Int

    init(_ json: JSONValue) {
        bytesDone = json.number("BytesDone")
        bytesTotal = json.number("BytesTotal")
        filesDone = Int(json.number("FilesDone"))
        filesTotal = Int(json.number("FilesTotal"))
    }
}

/// One line that a program printed.
public struct LogEntry: Sendable, Hashable {
    /// True for a line of stderr.
    public let isError: Bool
    /// The line with its newline, when the program printed one.
    public let text: String
    /// The partition that printed it, from 0.
    public let partition: Int
}

extension JSONValue {
    /// The member as text; empty when it is missing or something else.
    func text(_ name: String) -> String { self[anyCase: name]?.stringValue ?? "" }

    /// The member as a whole number; 0 when it is missing or something else.
    func number(_ name: String) -> Int64 {
        if case .int(let number)? = self[anyCase: name] { number } else { 0 }
    }

    /// The items of a page.
    var items: [JSONValue] { self[anyCase: "Items"]?.arrayValue ?? [] }
}
