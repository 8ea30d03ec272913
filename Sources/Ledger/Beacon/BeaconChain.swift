package import ContentAddressing
import Settlement

/// What is public about a chain of beacon values before they come.
package struct BeaconChain: Hashable, Sendable {
    /// Counts the chains of a ledger from 0.
    package var number: UInt64
    /// The round whose value is the tip; values count from the next one.
    package var firstRound: UInt64
    /// How many rounds follow the first.
    package var length: UInt64
    /// The value of the first round, which commits to all the others.
    package var tip: Digest256

    package init(number: UInt64, firstRound: UInt64, length: UInt64, tip: Digest256) {
        self.number = number
        self.firstRound = firstRound
        self.length = length
        self.tip = tip
    }

    /// The usual length: a year of rounds of thirty seconds.
    package static let usualLength: UInt64 = 1 << 20

    /// The last round that has a value.
    package var lastRound: UInt64 { firstRound + length }

    func write(to writer: inout CBORWriter) {
        writer.array(4)
        writer.write(number)
        writer.write(firstRound)
        writer.write(length)
        writer.write(tip)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(4)
        number = try reader.readUInt64()
        firstRound = try reader.readUInt64()
        length = try reader.readUInt64()
        tip = try reader.readDigest()
        guard firstRound <= 1 << 50, (1...(1 << 24)).contains(length) else {
            throw reader.failure("no chain of beacon values looks like this")
        }
    }
}
