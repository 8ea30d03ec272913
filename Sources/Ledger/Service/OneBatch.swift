import Core
import Synchronization

/// A batch that is handed out once.
final class OneBatch: Sendable {
    private let batch: Mutex<LogBatch?>

    init(_ batch: LogBatch) { self.batch = Mutex(batch) }

    func take() -> LogBatch? {
        batch.withLock { batch in
            defer { batch = nil }
            return batch
        }
    }
}
