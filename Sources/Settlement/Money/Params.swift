/// The numbers of the protocol; a deal keeps those that held when it was posted.
///
/// Names follow the table of `docs/protocol.md`; `Bps` is parts per ten thousand, `Ppm` per million, times are seconds.
package struct Params: Hashable, Sendable {
    /// The least chance with which a deal is verified.
    package var pMinPpm: Int64 = 25_000
    /// How many verifiers the first wave has.
    package var nFirst: Int64 = 1
    /// How many replicas a deal may have, the primary among them.
    package var nMax: Int64 = 3
    /// The slash per unit of cap.
    package var sigma: Int64 = 200
    /// The least slash.
    package var slashFloor: Int64 = 1
    /// The share of the primary's slash that goes to the first wave.
    package var betaPpm: Int64 = 500_000
    /// The share of the primary's slash that goes to later waves.
    package var gammaPpm: Int64 = 250_000
    /// The part of the cap that a node which does not show up loses.
    package var abortBps: Int64 = 5_000
    /// The least multiple of the price that verifiers earn.
    package var multMinBps: Int64 = 12_000
    /// The largest multiple of the price that verifiers earn.
    package var multMaxBps: Int64 = 15_000
    /// The part of the cap that a client burns when it does not decide.
    package var lateDecideBps: Int64 = 12_000
    /// The part of the cap that a client burns when it gives no verdict.
    package var lateVerdictBps: Int64 = 1_000
    /// The protocol's share of payments to nodes.
    package var feePpm: Int64 = 0
    /// What posting burns.
    package var postFee: Int64 = 1_000
    /// What a client with an open deal keeps in its wallet.
    package var clientMin: Int64 = 50_000_000
    /// What a client loses that disputes a unanimous result.
    package var clientSlash: Int64 = 50_000_000
    /// The stake behind one unit of the draw.
    package var stakeUnit: Int64 = 1_000_000_000
    /// The most units one node counts for.
    package var unitsMax: Int64 = 1_048_576
    /// The part of its stake that a primary keeps free.
    package var verifyReservePpm: Int64 = 100_000
    /// The part of the draw's weight that must be able to verify a deal.
    package var poolMinPpm: Int64 = 500_000
    /// The fuel per second of the slowest admitted machine.
    package var refFuelPerS: Int64 = 10_000_000
    /// The least price of 10⁹ fuel.
    package var floorPerGfuel: Int64 = 1
    /// A verifier's time as a multiple of the primary's.
    package var vSlackBps: Int64 = 20_000
    /// How many absent verifiers are replaced.
    package var maxRedraws: Int64 = 8
    /// How many declining verifiers are replaced.
    package var maxDeclines: Int64 = 3
    /// The time of one beacon round.
    package var beaconPeriod: Int64 = 30
    /// How many rounds a coin or a draw looks ahead.
    package var beaconDelay: Int64 = 2
    /// How long a snapshot of stakes holds.
    package var epochLen: Int64 = 86_400
    /// How long stake takes to become money again.
    package var unbond: Int64 = 1_209_600
    /// How long a posted deal waits for a primary.
    package var tAssign: Int64 = 600
    /// How long a node may find out that it cannot get the inputs.
    package var tFetch: Int64 = 600
    /// How long the client may take to decide.
    package var tDecide: Int64 = 86_400
    /// How long the client may take for a verdict.
    package var tVerdict: Int64 = 86_400
    /// How long openings are taken.
    package var tReveal: Int64 = 259_200
    /// Whether a client that has escalated is bound by what comes out: 1, or 0 for the rule as first published.
    package var escalationBinds: Int64 = 1
    /// Whether the ledger recomputes ciphertexts.
    package var auditsCiphertext = true

    /// The defaults.
    package init() {}

    /// Whether a client that has escalated a deal can no longer end it by its word or its silence.
    package var bindsByEscalation: Bool { escalationBinds == 1 }
}
