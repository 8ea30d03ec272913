package import ContentAddressing

/// The deal behind one execution as its client keeps it: what was agreed, what came back, and how far it is trusted.
package struct DealRecord: Hashable, Sendable {
    /// How far the result is trusted; the numbers are kept on disk.
    package enum Trust: Int, Hashable, Sendable, CaseIterable {
        /// The node works; there is no result yet. Next: any other.
        case pending = 0
        /// The node has committed to a result that nobody has checked. Next: checking, unchecked, refuted.
        case provisional = 1
        /// Other nodes run it again. Next: verified, refuted, unresolved.
        case checking = 2
        /// It was paid for without a check. Final; `refuted` in retrospect is said of later results only.
        case unchecked = 3
        /// Others came to the same result. Final.
        case verified = 4
        /// A majority of others came to another result. Final.
        case refuted = 5
        /// The check came to no end: no majority, or nobody to ask. Final.
        case unresolved = 6
        /// The deal ended without a result. Final.
        case void = 7

        /// The word that users read.
        package var name: String { "\(self)" }
    }

    package var executionID: ExecutionID
    package var jobID: JobID
    package var jobVersion: Int
    package var partition: Int
    /// Who ran it.
    package var nodeID: NodeID
    /// The node's account.
    package var account: Digest256
    package var style: TrustSpec.Style
    package var checkPpm: UInt32
    package var repair: TrustSpec.Repair
    /// How many runs are compared at the least.
    package var replicas: Int

    package var ledger: Digest256
    package var deal: Digest256
    package var jobKey: Digest256
    package var salt: Digest256
    /// The version of the engine that the job is named for.
    package var engineVersion = ""
    package var cap: Int64
    /// Per 10⁹ fuel, or of the whole run when that has no fuel.
    package var price: Int64
    /// Per 10⁹ page-fuel.
    package var priceMem: Int64
    package var fuelMax: UInt64
    /// Seconds that the node has.
    package var runSeconds: Int64

    package var trust = Trust.pending
    /// False once the ledger has closed the deal.
    package var isOpen = true
    package var result: CID?
    package var exitCode = 0
    package var fuel: UInt64 = 0
    package var pageFuel: UInt64 = 0
    package var charge: Int64 = 0
    /// What the node has committed to; nil before it has.
    package var commitment: Digest256?
    /// What opens the node's commitment, with the result; the node shows it when the deal has ended.
    package var rho: Digest256?
    /// The first beacon round in which the client may decide; 0 before the node has committed.
    package var coinRound: UInt64 = 0
    /// How many other nodes ran it again.
    package var checks = 0
    /// How the ledger closed the deal, in its words; empty while it is open.
    package var outcome = ""
    /// What the deal cost the client in the end.
    package var cost: Int64 = 0
    /// What a person should know about it; may be empty.
    package var message = ""
    package var createdAt: Timestamp
    package var modifiedAt: Timestamp

    /// True when the run is paid as a whole, because it has no fuel.
    package var isWhole: Bool { fuelMax == 0 }

    package init(
        execution: Execution,
        account: Digest256,
        trust: TrustSpec,
        ledger: Digest256,
        deal: Digest256,
        jobKey: Digest256,
        salt: Digest256,
        now: Timestamp
    ) {
        executionID = execution.id
        jobID = execution.jobID
        jobVersion = execution.jobVersion
        partition = execution.partition
        nodeID = execution.nodeID
        self.account = account
        style = trust.style
        checkPpm = trust.checkPpm ?? 0
        repair = trust.repair
        replicas = trust.replicas ?? 1
        self.ledger = ledger
        self.deal = deal
        self.jobKey = jobKey
        self.salt = salt
        cap = 0
        price = 0
        priceMem = 0
        fuelMax = 0
        runSeconds = 0
        createdAt = now
        modifiedAt = now
    }
}
