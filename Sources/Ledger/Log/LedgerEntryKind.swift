/// What the input of a log entry is.
package enum LedgerEntryKind: UInt8, Sendable, CaseIterable {
    /// The start: `LedgerGenesis`.
    case genesis = 0
    /// An account's signed message: `Envelope`.
    case envelope = 1
    /// The time alone: ended waits, a new epoch, ripe stake.
    case tick = 2
    /// A beacon value: the round and 32 bytes.
    case beacon = 3
    /// The next chain of beacon values.
    case beaconChain = 4
    /// The digest of the whole state.
    case checkpoint = 5

    /// The kind in words.
    package var name: String {
        switch self {
        case .genesis: "genesis"
        case .envelope: "message"
        case .tick: "tick"
        case .beacon: "beacon"
        case .beaconChain: "beacon chain"
        case .checkpoint: "checkpoint"
        }
    }
}
