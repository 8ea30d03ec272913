import Core

/// Follows a job to its end by its history and its record.
struct JobFollower: Sendable {
    /// How long one question waits for the end; the view is redrawn as often.
    static let interval: Duration = .milliseconds(250)
    /// Events read per page, and pages read between two looks at the job.
    private static let eventsPerPage = 1000
    private static let pagesPerRound = 20

    let node: any NodeAPI
    let job: JobName
    let clock: @Sendable () -> Timestamp

    /// The job as it ended, or as it stands when `limit` is over.
    func follow(limit: Duration?, reporter: inout ProgressReporter) async throws -> Job {
        var model = ProgressModel()
        var token = ""
        let end = limit.map { clock() + $0 }
        while true {
            try Task.checkCancellation()
            let left = end.map { max(.zero, $0 - clock()) } ?? Self.interval
            let current = try await node.wait(job, limit: min(left, Self.interval))
            model.apply(current)
            try await readEvents(version: current.version, &token, into: &model)
            reporter.show(model, now: clock())
            if current.state.isTerminal || left == .zero { return current }
        }
    }

    private func readEvents(version: Int, _ token: inout String, into model: inout ProgressModel) async throws {
        for _ in 0..<Self.pagesPerRound {
            var query = HistoryListQuery()
            query.version = version
            query.limit = Self.eventsPerPage
            query.nextToken = token
            let (events, next) = try await node.history(job, query)
            for event in events { model.apply(event) }
            // A token is given while the job runs; only a full page means that more is there already.
            if !next.isEmpty { token = next }
            guard events.count == Self.eventsPerPage else { return }
        }
    }
}
