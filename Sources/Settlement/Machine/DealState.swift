/// Where a deal stands; above each case, where it can go.
package enum DealState: UInt8, Hashable, Sendable {
    /// To `assigned`, or closed as expired or cancelled.
    case posted = 1
    /// To `posted` when the primary declines, to `committed`, or closed as aborted.
    case assigned = 2
    /// To `drawing`, or closed as paid.
    case committed = 3
    /// To `verifying`, or on without verifiers as from there.
    case drawing = 4
    /// To `drawing` for a replacement, to `verdict`, to `revealing`, or closed as unverifiable.
    case verifying = 5
    /// To `drawing`, to `revealing`, or closed as paid; once escalated only to the first two.
    case verdict = 6
    /// To `drawing`, or closed by the tally.
    case revealing = 7

    /// The state's name in upper case.
    package var name: String {
        switch self {
        case .posted: "POSTED"
        case .assigned: "ASSIGNED"
        case .committed: "COMMITTED"
        case .drawing: "DRAWING"
        case .verifying: "VERIFYING"
        case .verdict: "VERDICT"
        case .revealing: "REVEALING"
        }
    }
}
