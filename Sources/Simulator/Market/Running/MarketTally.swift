import Settlement

/// The sums of a simulation.
struct MarketTally: Sendable {
    struct Group: Sendable {
        var primaryJobs = 0
        var verifications = 0
        var slashes = 0
        var profit = Moments()
        /// Lies as primaries, in the first and the second half of the run.
        var lies = (first: 0, second: 0)
        var jobs = (first: 0, second: 0)
    }

    struct Client: Sendable {
        var jobs = 0
        var cost = Moments()
    }

    /// A point of a long run.
    struct Point: Sendable {
        var deals: Int
        var wrong: Int
        /// Nodes of the focus with stake for a primary job.
        var active: Int
    }

    var deals = 0
    var outcomes = [Int](repeating: 0, count: 16)
    var verified = 0
    var mismatches = 0
    var replicas = Moments()
    var cost = Moments()
    var accepted = 0
    var wrong = 0
    var wrongVerified = 0
    var honestSlashed = 0
    var honestSlashedWithMajority = 0
    var slashed: Int64 = 0
    var clientFines: Int64 = 0
    var groups: [Group]
    var clients: [Client]
    /// Lies in the second half, and jobs, by node.
    var lateLies: [Int]
    var lateJobs: [Int]
    var series: [Point] = []

    init(groups: Int, clients: Int, nodes: Int) {
        self.groups = Array(repeating: Group(), count: groups)
        self.clients = Array(repeating: Client(), count: clients)
        lateLies = Array(repeating: 0, count: nodes)
        lateJobs = lateLies
    }

    func count(_ outcome: Outcome) -> Int { outcomes[Int(outcome.rawValue)] }
}
