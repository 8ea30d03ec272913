import Deals

extension DeskLedger {
    /// Runs an account's outbox, a follower of this log and a driver while the body works, and ends them afterwards.
    func whileRunning(
        _ outbox: AccountOutbox,
        _ follower: LedgerFollower,
        _ desk: @escaping @Sendable () async -> Void,
        _ body: () async throws -> Void
    ) async throws {
        let start = UInt64(value.log.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await outbox.run() }
            group.addTask { await follower.run(after: start) }
            group.addTask { await desk() }
            defer { group.cancelAll() }
            try await body()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
