package import ContentAddressing
package import Core
import Dispatch
import Synchronization

/// The log of a ledger that nobody has to keep: everything in memory, gone with the process.
///
/// It means the same as the SQLite log in every call.
package final class InMemoryLedgerLog: LedgerLog {
    private struct Content {
        var tail = LogTail()
        var entries: [LedgerEntry] = []
        var marks: [Digest256: [UInt64]] = [:]
        var heads: [LogHead] = []
        var snapshots: [LogSnapshot] = []
    }

    private let content = Mutex(Content())
    private let writer = DispatchQueue(label: "InMemoryLedgerLog")

    package init() {}

    package func commit(
        _ next: @escaping @Sendable () -> LogBatch?,
        done: @escaping @Sendable (Result<Void, CoreError>) -> Void
    ) {
        // A turn of its own, so that a commit asked for from within `done` is no recursion.
        writer.async {
            // It ends when the caller's queue is empty; the caller bounds that queue.
            var batches: [LogBatch] = []
            while let batch = next() { batches.append(batch) }
            done(
                self.content.withLock { content in
                    var tail = content.tail
                    do throws(CoreError) {
                        for batch in batches { try tail.append(batch) }
                    } catch {
                        return .failure(error)
                    }
                    content.tail = tail
                    for batch in batches { Self.apply(batch, to: &content) }
                    return .success(())
                }
            )
        }
    }

    private static func apply(_ batch: LogBatch, to content: inout Content) {
        content.entries += batch.entries
        for mark in batch.marks where content.marks[mark.subject]?.last != mark.sequence {
            content.marks[mark.subject, default: []].append(mark.sequence)
        }
        content.heads += batch.heads
        if let snapshot = batch.snapshot { content.snapshots = content.snapshots.suffix(1) + [snapshot] }
    }

    package func lastEntry() async throws -> LedgerEntry? { content.withLock { $0.entries.last } }

    package func entries(from sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
        content.withLock { content in
            Array(content.entries.dropFirst(Int(clamping: sequence)).prefix(max(0, limit)))
        }
    }

    package func entries(about subject: Digest256, before sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
        content.withLock { content in
            let found = (content.marks[subject] ?? []).filter { $0 < sequence }
            return found.reversed().prefix(max(0, limit)).map { content.entries[Int($0)] }
        }
    }

    package func heads(from sequence: UInt64, limit: Int) async throws -> [LogHead] {
        content.withLock { Array($0.heads.drop { $0.sequence < sequence }.prefix(max(0, limit))) }
    }

    package func lastHead() async throws -> LogHead? { content.withLock { $0.heads.last } }

    package func snapshot(upTo sequence: UInt64) async throws -> LogSnapshot? {
        content.withLock { $0.snapshots.last { $0.sequence <= sequence } }
    }
}
