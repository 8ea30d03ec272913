import ContentAddressing
import Synchronization

/// Remembers which files are being put together where a restart would go on, so that two fetches do not share one.
final class FetchLocks: Sendable {
    private let locked = Mutex<Set<CID>>([])

    /// True when nobody else had it.
    func tryLock(_ cid: CID) -> Bool {
        locked.withLock { $0.insert(cid).inserted }
    }

    func unlock(_ cid: CID) {
        locked.withLock { _ = $0.remove(cid) }
    }
}
