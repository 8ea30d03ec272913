import Core

/// What became of a submission: what the client is told, and the job when it ended while the client waited.
struct Submission: Sendable {
    var reply: SubmitReply
    var ended: Job?
}
