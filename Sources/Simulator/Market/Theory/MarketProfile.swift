/// How many replicas are asked for at once and at most.
package struct MarketProfile: Hashable, Sendable {
    package var name: String
    package var nFirst: Int64
    package var nMax: Int64

    /// One verifier, a third replica only when the two differ: the default.
    package static let pair3 = MarketProfile(name: "pair3", nFirst: 1, nMax: 3)
    /// One verifier, up to five replicas.
    package static let pair5 = MarketProfile(name: "pair5", nFirst: 1, nMax: 5)
    /// One verifier, up to seven replicas.
    package static let pair7 = MarketProfile(name: "pair7", nFirst: 1, nMax: 7)
    /// Two verifiers at once.
    package static let seed3 = MarketProfile(name: "seed3", nFirst: 2, nMax: 3)

    /// All of them.
    package static let all = [seed3, pair3, pair5, pair7]
}
