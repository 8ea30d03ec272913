/// How a client verifies.
package struct ClientPolicy: Hashable, Sendable {
    /// The chance of verifying a deal, per million; hidden until the client decides.
    package var pPpm: UInt32
    /// The multiple of the price that verifiers are offered when the client verifies of its own will.
    package var multBps: Int64
    /// Verifies every deal.
    package var verifiesAlways: Bool

    package init(pPpm: UInt32 = 25_000, multBps: Int64 = 12_000, verifiesAlways: Bool = false) {
        self.pPpm = pPpm
        self.multBps = multBps
        self.verifiesAlways = verifiesAlways
    }
}
