import Core
import Synchronization

/// An error that one side may note and another looks for afterwards.
final class OnceOnlyFailure: Sendable {
    private let error = Mutex<CoreError?>(nil)

    func set(_ new: CoreError) { error.withLock { $0 = $0 ?? new } }

    /// Throws what was noted.
    func check() throws(CoreError) { if let error = error.withLock({ $0 }) { throw error } }
}
