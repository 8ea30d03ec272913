/// How a deal ended.
package enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
    case expired = 1
    case cancelled = 2
    case aborted = 3
    case paid = 4
    case paidLate = 5
    case verifiedPaid = 6
    case verifiedPaidLate = 7
    case unverifiable = 8
    case settledSlash = 9
    case forcedPaid = 10
    case failedRefund = 11

    /// The outcome's name in upper case.
    package var name: String {
        switch self {
        case .expired: "EXPIRED"
        case .cancelled: "CANCELLED"
        case .aborted: "ABORTED"
        case .paid: "PAID"
        case .paidLate: "PAID_LATE"
        case .verifiedPaid: "VERIFIED_PAID"
        case .verifiedPaidLate: "VERIFIED_PAID_LATE"
        case .unverifiable: "UNVERIFIABLE"
        case .settledSlash: "SETTLED_SLASH"
        case .forcedPaid: "FORCED_PAID"
        case .failedRefund: "FAILED_REFUND"
        }
    }
}
