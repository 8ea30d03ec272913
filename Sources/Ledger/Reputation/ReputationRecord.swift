/// What the log says of an account.
///
/// It is told to people; no rule of the ledger and no choice of a node reads it.
package struct ReputationRecord: Hashable, Sendable {
    /// The account as one that runs jobs.
    package struct Node: Hashable, Sendable {
        /// Slots that it had, as the first to run a job or as a verifier.
        package var deals = 0
        /// Of these, those in which its result was compared with another one and it lost nothing.
        package var verified = 0
        /// Of these, those that cost it stake, other than by not showing up.
        package var slashed = 0
        package var noShows = 0
        package var declines = 0
        var delays = DelaySketch()

        /// Half of its commits came this many seconds after it got the slot, or sooner; at most 1/16 off.
        package var medianDelay: Int64? { delays.median }
    }

    /// The account as one that has jobs run.
    package struct Client: Hashable, Sendable {
        package var deals = 0
        package var verified = 0
        package var disputes = 0
        /// Deals in which it did not decide, or gave no verdict, in time.
        package var lateFees = 0
        package var fined = 0
    }

    package var node = Node()
    package var client = Client()
}
