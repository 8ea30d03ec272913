import ArgumentParser
import Core

/// An amount of money on the command line; see `CreditQuantity`.
struct CreditAmount: ExpressibleByArgument, Hashable, Sendable {
    let units: Int64

    init?(argument: String) {
        guard let amount = CreditQuantity(argument) else { return nil }
        units = amount.units
    }
}
