import Core

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
