import Core
import Scheduling

extension OrchestratorState {
    /// Adds a waiter for the job's end; returns its number, to take it out again.
    mutating func addWaiter(
        for job: JobID,
        until deadline: Timestamp,
        _ continuation: CheckedContinuation<Job?, any Error>
    ) -> UInt64 {
        waiterCount += 1
        waiters[job, default: []].append(Waiter(id: waiterCount, deadline: deadline, continuation: continuation))
        waiterTimers.add((job, waiterCount), at: deadline)
        return waiterCount
    }

    mutating func takeWaiter(_ id: UInt64, of job: JobID) -> Waiter? {
        guard let index = waiters[job]?.firstIndex(where: { $0.id == id }) else { return nil }
        let waiter = waiters[job]?.remove(at: index)
        if waiters[job]?.isEmpty == true { waiters.remove(job) }
        return waiter
    }

    mutating func takeExpiredWaiters(now: Timestamp) -> [Waiter] {
        var expired: [Waiter] = []
        while let (job, id) = waiterTimers.popDue(now) {
            if let waiter = takeWaiter(id, of: job) { expired.append(waiter) }
        }
        return expired
    }

    mutating func remember(token: String, _ reply: SubmitReply, max: Int) {
        tokens[token] = reply
        tokenOrder.append(token)
        if tokenOrder.count >= 2 * max {
            for old in tokenOrder.prefix(max) { tokens.remove(old) }
            tokenOrder.removeFirst(max)
        }
    }
}
