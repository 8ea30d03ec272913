import Core
import Settlement

/// What is remembered of a deal that has ended.
struct EndedDeal: Sendable {
    var record: DealRecord
    /// What the primary has committed to; nil when it never did, or when that was before a restart.
    var commit: Message.Commit?
    /// The orchestrator has heard that the result counts.
    var isTold: Bool
    /// How often its record is being written.
    var writes = 0
    /// The primary waits for the word that what opens its commitment is on disk.
    var isShown = false
}
