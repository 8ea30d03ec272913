/// What came of a simulated market; amounts in prices of a job.
package struct MarketReport: Hashable, Sendable {
    /// Nodes that behaved alike.
    package struct Group: Hashable, Sendable {
        package var name: String
        package var nodes: Int
        package var primaryJobs: Int
        package var verifications: Int
        package var slashes: Int
        package var stakeShare: Double
        package var verificationShare: Estimate
        /// Nil when the group had no job of its own.
        package var profitPerJob: Estimate?
        package var profitPerNode: Double
        /// The part of its jobs in the second half that it lied about.
        package var lieRate: Estimate
    }

    /// Clients that behaved alike.
    package struct Client: Hashable, Sendable {
        package var name: String
        package var count: Int
        package var jobs: Int
        package var costPerJob: Estimate
    }

    /// How often deals ended so.
    package struct Ending: Hashable, Sendable {
        package var name: String
        package var count: Int
    }

    /// A point of a long run.
    package struct Point: Hashable, Sendable {
        package var deals: Int
        package var wrong: Int
        /// Nodes of the focus with stake for a job.
        package var active: Int
    }

    package var name: String
    package var seed: UInt64
    package var deals: Int
    /// The slash per price, the chance of a verification and the replicas at first and at most.
    package var sigma: Int64
    package var pPpm: Int64
    package var nFirst: Int64
    package var nMax: Int64
    /// False for the rules as first published.
    package var escalationBinds: Bool
    /// What went against the promises of the protocol; empty when all is well.
    package var problems: [String]
    package var checks: Int
    package var outcomes: [Ending]
    package var verified: Int
    package var mismatches: Int
    package var replicasPerDeal: Estimate
    package var costPerDeal: Estimate
    package var accepted: Int
    package var wrong: Int
    package var wrongVerified: Int
    package var wrongRate: Estimate
    package var honestSlashed: Int
    package var honestSlashedWithMajority: Int
    package var burned: Double
    package var slashed: Double
    package var clientFines: Double
    package var groups: [Group]
    package var clients: [Client]
    package var series: [Point]
    package var focus: String?
    package var honestBaseline: Double
    package var predicted: Double?

    /// Whether the ledger kept all its promises.
    package var isClean: Bool { problems.isEmpty }

    /// The group that the run is about.
    package var focusGroup: Group? { groups.first { $0.name == focus } }

    /// What the focus earned per job beyond what honest nodes earn among honest nodes.
    package var gain: Estimate? {
        focusGroup?.profitPerJob.map { Estimate($0.value - honestBaseline, error: $0.error) }
    }
}
