import ContentAddressing
import Core
import Ledger
import Settlement

/// One deal of the client as long as it is open, and what has to be remembered about it meanwhile.
struct ClientDeal: Sendable {
    /// Next phases: quoting → saving, ended; saving → opening; opening → running, waiting, ended; waiting → quoting,
    /// saving, ended; running → committed, cancelling, ended; committed → deciding; deciding → checking, ended;
    /// checking → ended; cancelling → ended.
    enum Phase: Sendable {
        /// The node is asked for what price it does all of the work.
        case quoting
        /// Its record is being written.
        case saving
        /// It is being posted and assigned.
        case opening
        /// The client lacks money; it is tried again.
        case waiting
        /// The node works.
        case running
        /// The node has committed; the coin is not there yet.
        case committed
        /// Paid or verified, as the coin says.
        case deciding
        /// Others run it again, or results are being opened.
        case checking
        /// It is about to be cancelled.
        case cancelling
    }

    /// Another node that runs it again.
    struct Check: Sendable {
        var slot: Int
        var account: AccountID
        var executionID: ExecutionID
        var hasCommitted = false
        /// It declined, did not show up or lost its place.
        var isOut = false
    }

    var record: DealRecord
    /// Nil after a restart, until the job has been read.
    var order: ExecutionOrder?
    var phase = Phase.saving
    var report: ExecutionReport?
    var incarnation = Incarnation(0)
    /// What the primary has committed to.
    var commit: Message.Commit?
    /// Whether the sealed result is what the node reported, at the right price; nil before both are known.
    var isInOrder: Bool?
    /// What the orchestrator was told; it is told the same again.
    var outcome: ExecutionReport?
    var isStopped = false
    var checks: [Check] = []
    var lastSequence: UInt64 = 0
    /// After a restart, until all is read that the log says about it.
    var awaitsHistory = false
    /// What the log said meanwhile.
    var early: [LoggedEntry] = []
    var isAssigned = false
    /// Until when the node's report is waited for before the result is checked without it.
    var reportDue = Timestamp.zero
    /// A verdict is on its way to the ledger.
    var isJudging = false
    /// Who lost stake in it, by slot.
    var slashed: [(slot: Int, account: AccountID)] = []
    /// What it cost so far.
    var spent: Int64 = 0
    /// How often it was named; each name has another salt.
    var attempts = 0
    var refusals = 0
    /// How often its nonce was refused although the ledger knew no newer one.
    var strangeRefusals = 0
    /// How often the ledger had told its terms when it refused the post for its nonce.
    var termsAtRefusal: Int?
    /// The number of its post.
    var nonce: UInt64 = 0
    /// How often the node was asked for its price.
    var questions = 0
    /// The node's offer for this run alone; empty for one that is paid by its fuel.
    var offer: [UInt8] = []

    init(record: DealRecord, order: ExecutionOrder?) {
        self.record = record
        self.order = order
    }

    var id: DealID { DealID(record.deal) }

    /// True when the orchestrator hears of the result only after the verdict.
    var isHeld: Bool { record.style.waitsForVerdict || isInOrder == false }
}
