import Core
import Synchronization

/// Joins the writes of concurrent callers into few batches: while one batch is being written, the next one gathers.
///
/// The caller that finds nobody writing writes for all that wait, then passes the duty to the first waiter of the
/// next batch; so no task of its own is needed. A waiter in the queue is not cancelled: its write may be under way.
final class IndexWriter: Sendable {
    /// The most callers whose writes are joined into one batch.
    static let joinedMax = 512

    private enum Signal: Sendable {
        case written
        case failed(any Error)
        /// Write the next batch yourself.
        case lead
    }

    private struct Waiter: Sendable {
        let batch: IndexBatch
        let continuation: CheckedContinuation<Signal, Never>
    }

    private struct State: Sendable {
        var isWriting = false
        var waiters: [Waiter] = []
    }

    private let index: any ContentIndex
    private let state = Mutex(State())

    init(index: any ContentIndex) {
        self.index = index
    }

    /// Returns once the batch is durable.
    func write(_ batch: IndexBatch) async throws {
        let isLeader = state.withLock { state in
            if state.isWriting { return false }
            state.isWriting = true
            return true
        }
        if isLeader { return try await lead(batch, joined: []) }
        let signal = await withCheckedContinuation { continuation in
            enqueue(Waiter(batch: batch, continuation: continuation))
        }
        switch signal {
        case .written: return
        case .failed(let error): throw error
        case .lead: try await lead(batch, joined: takeJoined())
        }
    }

    private func takeJoined() -> [Waiter] {
        state.withLock { state in
            let taken = Array(state.waiters.prefix(Self.joinedMax))
            state.waiters.removeFirst(taken.count)
            return taken
        }
    }

    private func lead(_ own: IndexBatch, joined: [Waiter]) async throws {
        var batch = own
        for waiter in joined {
            batch.files += waiter.batch.files
            batch.blocks += waiter.batch.blocks
            batch.roots += waiter.batch.roots
        }
        var failure: (any Error)?
        do {
            try await index.write(batch)
        } catch {
            failure = error
        }
        passOn()
        // A leader that was cancelled must not fail the others: they write again, each for itself.
        let isCancelled = failure is CancellationError
        for waiter in joined {
            if let failure, !isCancelled {
                waiter.continuation.resume(returning: .failed(failure))
            } else if isCancelled {
                enqueue(waiter)
            } else {
                waiter.continuation.resume(returning: .written)
            }
        }
        if let failure { throw failure }
    }

    /// Lets the waiter lead when nobody does, else puts it at the end.
    private func enqueue(_ waiter: Waiter) {
        let isFree = state.withLock { state in
            if !state.isWriting {
                state.isWriting = true
                return true
            }
            state.waiters.append(waiter)
            return false
        }
        if isFree { waiter.continuation.resume(returning: .lead) }
    }

    /// Gives the duty to the first waiter, or nobody.
    private func passOn() {
        let next: Waiter? = state.withLock { state in
            guard !state.waiters.isEmpty else {
                state.isWriting = false
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: .lead)
    }
}
