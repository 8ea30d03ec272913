/// How a charge is made.
package enum PriceMode: UInt8, Hashable, Sendable {
    /// By the fuel and the memory that a run used.
    case metered = 0
    /// By an agreed price for the whole job.
    case job = 1
}
