/// How far a user trusts the nodes that run a job, and what is done about it.
package struct TrustSpec: Hashable, Sendable {
    /// The styles of running, by their spelling in a spec.
    package enum Style: String, Hashable, Sendable, CaseIterable {
        /// One run, unpaid; nobody checks it.
        case fast
        /// One run, paid through a deal; a surprise check of a few percent makes lying a losing trade.
        case verified
        /// Every run is checked by others before its result counts, by as many as it takes.
        case assured
        /// A fixed number of runs is compared before anybody is paid and before the result counts.
        case redundant
        /// One run, unpaid, and only on nodes of an allow-list.
        case trusted

        /// Whether each execution is a deal on a ledger.
        package var isPaid: Bool { self == .verified || self == .assured || self == .redundant }

        /// The style of a section that names none.
        package static func standard(hasPrice: Bool) -> Style { hasPrice ? .verified : .fast }

        /// Whether a result counts only when the deal behind it has been judged.
        package var waitsForVerdict: Bool { self == .assured || self == .redundant }
    }

    /// What happens to results that were taken unverified from a node that is caught later.
    package enum Repair: String, Hashable, Sendable, CaseIterable {
        /// They are listed.
        case list
        /// They are listed, and their jobs run again.
        case rerun
    }

    package var style: Style
    /// How many runs `redundant` compares; odd, so that there can be a majority.
    ///
    /// Nil in other styles.
    package var replicas: Int?
    /// The names or ids of nodes that `trusted` allows.
    package var nodes: [String]
    /// The most that one execution may cost, in units of 10⁻⁹ credit; nil leaves it to the prices of the nodes.
    package var maxPrice: Int64?
    /// The chance per million that `verified` checks a run; nil is the ledger's floor.
    package var checkPpm: UInt32?
    /// The most fuel of one execution of a paid `wasm` task; nil is ``maxFuelDefault``.
    package var maxFuel: UInt64?
    package var repair: Repair

    /// The replicas of `redundant` when none are named.
    package static let replicasDefault = 3
    /// The numbers of replicas that `redundant` may have.
    package static let replicasAllowed = [3, 5, 7]
    /// The most fuel of one execution when none is named.
    package static let maxFuelDefault: UInt64 = 100_000_000_000
    /// The most nodes that `trusted` may name.
    package static let nodesMax = 1000
    /// The fewest characters of an id's beginning that name a node.
    package static let idPrefixMin = 8
    /// The denominator of `checkPpm`.
    package static let ppm: UInt32 = 1_000_000

    package init(style: Style) {
        self.style = style
        replicas = nil
        nodes = []
        maxPrice = nil
        checkPpm = nil
        maxFuel = nil
        repair = .list
    }

    /// Whether `trusted` names this node: by its id, the beginning of its id, or its name.
    package func names(_ node: NodeInfo) -> Bool { Self.isNamed(node, among: nodes) }

    /// Whether one of the texts is the node's id, the beginning of its id, or its name.
    package static func isNamed(_ node: NodeInfo, among nodes: [String]) -> Bool {
        nodes.contains { text in
            text == node.id.text || text == node.name
                || text.utf8.count >= idPrefixMin && node.id.text.utf8.starts(with: text.utf8)
        }
    }
}
