/// What a job would tie up, cost and risk in each style, before it is submitted; amounts are in units.
package struct JobEstimate: Hashable, Sendable {
    /// How one lie of the node that runs it fares.
    package struct Odds: Hashable, Sendable {
        /// The share of the network that stands by the lie.
        package var share: Double
        /// The chance that the lie is found.
        package var found: Double
        /// The net loss of the liars for each wrong result that is accepted, in prices of the run; nil without a bound.
        package var lossPerAccepted: Double?

        /// The chance that the wrong result is accepted.
        package var accepted: Double { 1 - found }

        package init(share: Double, found: Double, lossPerAccepted: Double?) {
            self.share = share
            self.found = found
            self.lossPerAccepted = lossPerAccepted
        }
    }

    /// The whole job in one style.
    package struct Choice: Hashable, Sendable {
        package var style: TrustSpec.Style
        /// The style that the spec names.
        package var isChosen = false
        /// Why it cannot be had here; empty when it can.
        package var obstacle = ""
        /// Set aside for one deal, and for all of them at once.
        package var escrowPerDeal: Int64 = 0
        package var escrow: Int64 = 0
        package var postFees: Int64 = 0
        /// The mean cost, at the least and the most that the runs are expected to be charged.
        package var expectedLeast: Int64 = 0
        package var expectedMost: Int64 = 0
        /// What a client that answers in time pays at most for agreed results.
        package var most: Int64 = 0
        /// What is paid beyond one run that nobody checks, in percent of it.
        package var overheadPercent = 0.0
        package var odds: [Odds] = []

        package init(style: TrustSpec.Style) { self.style = style }
    }

    /// How many executions the figures are for.
    package var executions: Int
    /// The most that one execution may cost.
    package var cap: Int64 = 0
    /// What one execution is expected to be charged.
    package var chargeLeast: Int64 = 0
    package var chargeMost: Int64 = 0
    /// What the paying account has; nil when nobody can pay here.
    package var available: Int64?
    package var choices: [Choice] = []
    /// What the figures rest on, in words.
    package var notes: [String] = []

    package init(executions: Int) { self.executions = executions }
}
