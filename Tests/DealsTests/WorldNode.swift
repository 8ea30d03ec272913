import ContentAddressing
import Core
import Settlement

@testable import Deals

/// A node of the world: what it is like, what it has on disk, and what it does now.
struct WorldNode {
    /// How it treats the truth.
    enum Kind {
        case honest
        /// Gives its own wrong answer in every run.
        case liar
        /// Gives the cartel's wrong answer when a fellow of the cartel was first, and always when it is first.
        case cartel
        /// Runs and commits honestly, and reports something else.
        case misreporter
        /// Runs and commits honestly, reports only when the deal is closed, and then something else.
        case withholder
        /// Reports the truth first, and something else when it repeats itself.
        case equivocator
    }

    let index: Int
    var kind = Kind.honest
    var machine: NodeDealMachine?
    var life = 0
    /// When its process ended, and when it was there again, in seconds.
    var downs: [Int64] = []
    /// When a run failed that should have gone well.
    var brokenAt: Int64 = 0
    /// On disk.
    var kept: [KeptOpening] = []
    /// Deals for which it keeps the inputs.
    var held: LookupTable<Digest256, Bool> = LookupTable()
    /// What it runs.
    var running: [ExecutionID] = []
    /// What has ended and is not acknowledged.
    var reports: [ExecutionReport] = []
    var done: LookupTable<ExecutionID, Bool> = LookupTable()
    var told: LookupTable<ExecutionID, Bool> = LookupTable()
    var logRead = 0
    var isFollowing = false
    var diskBusyUntil = Timestamp.zero
    var ledgerBusyUntil = Timestamp.zero
    var tickAt = Timestamp.distantFuture

    var id: NodeID { Sample.nodeID(index) }
    var account: AccountID { Sample.accounts[index] }
    var isDown: Bool { machine == nil }
    var incarnation: Incarnation { Incarnation(UInt64(life)) }
}
