import ArgumentParser
import ContentAddressing
import Core

/// What there is to say about a job that has ended, and with which status the command ends.
struct RunSummary: Sendable {
    var job: Job
    /// Of the version that ended.
    var executions: [Execution]

    /// The exit code of the first partition whose program did not end with 0; 0 when all did.
    var exitCode: Int {
        let ended = executions.filter { $0.state == .completed }.sorted { $0.partition < $1.partition }
        return ended.lazy.compactMap { $0.output?.exitCode }.first { $0 != 0 } ?? 0
    }

    /// The lines for the error stream, names under each other.
    var lines: [String] {
        let usage = job.usage
        let id = job.id.text.shortID
        var fields: [(String, String)] = [("job", "\(job.id.text) (\(job.state.rawValue))")]
        fields.append(("time", HumanText.duration(job.modifiedAt - job.createdAt)))
        if job.partitions > 1 { fields.append(("partitions", String(job.partitions))) }
        if usage.inputBytes > 0 || usage.fetchedBytes > 0 {
            let moved = HumanText.bytes(usage.fetchedBytes)
            fields.append(("data", "\(HumanText.bytes(usage.inputBytes)) read in place, \(moved) moved"))
        }
        if exitCode != 0 { fields.append(("exit code", String(exitCode))) }
        if let result = job.result { fields.append(("result", result.description)) }
        fields.append(("next", job.result == nil ? "bacalhau job why \(id)" : "bacalhau job get \(id)"))
        fields.append(("", "bacalhau job describe \(id)"))
        let width = fields.map(\.0.count).max() ?? 0
        return fields.map { name, value in
            "  " + name + String(repeating: " ", count: width - name.count) + "  " + TextWidth.harmless(value)
        }
    }

    /// What a result is worth that counts before anybody has checked it.
    var trustLines: [String] {
        guard job.state == .completed, job.spec.trust?.style == .verified else { return [] }
        let id = job.id.text.shortID
        return ["The result is provisional until a coin says whether others check it; see bacalhau job deals \(id)"]
    }

    /// Throws the job's real error when it failed, and the program's own exit code when that is not 0.
    func throwUnlessSuccessful() throws {
        let id = job.id.text.shortID
        switch job.state {
        case .completed:
            if exitCode != 0 { throw ExitCode(ExitStatus.passingOn(exitCode)) }
        case .stopped:
            throw CommandError(.failed, "\(id) was stopped", cause: job.stateMessage)
        default:
            let last = executions.last { !$0.stateMessage.isEmpty }?.stateMessage
            throw CommandError(
                .failed,
                "\(id) failed",
                cause: job.stateMessage.isEmpty ? last ?? "" : job.stateMessage,
                hint: "`bacalhau job describe \(id)` shows every attempt"
            )
        }
    }
}
