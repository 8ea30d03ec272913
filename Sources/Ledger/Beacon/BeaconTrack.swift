import ContentAddressing
import Settlement

/// Follows the beacon's chains: knows the newest value, and so whether another one is genuine.
struct BeaconTrack: Hashable, Sendable {
    /// The chain that values come from.
    private(set) var chain: BeaconChain
    /// The chain that comes after it, once it is announced.
    private(set) var next: BeaconChain?
    private(set) var lastRound: UInt64
    private(set) var lastValue: Digest256

    init(_ chain: BeaconChain) {
        self.chain = chain
        lastRound = chain.firstRound
        lastValue = chain.tip
    }

    /// The last round for which a value is committed to.
    var lastCommittedRound: UInt64 { (next ?? chain).lastRound }

    /// The chain that has the value of a round; nil for a round that none has.
    func chain(of round: UInt64) -> BeaconChain? {
        if let next, round > next.firstRound { return round <= next.lastRound ? next : nil }
        return round > chain.firstRound && round <= chain.lastRound ? chain : nil
    }

    /// Takes the value of a later round; throws when it is not the one that was committed to.
    mutating func take(_ value: Digest256, round: UInt64) throws(SettlementError) {
        guard let source = chain(of: round) else {
            throw SettlementError(.beacon, "no chain has a value for round \(round)")
        }
        let isNext = source.number != chain.number
        let (base, known) = isNext ? (source.firstRound, source.tip) : (lastRound, lastValue)
        guard round > base else {
            throw SettlementError(.beacon, "round \(round) is not after round \(base)")
        }
        var hash = value
        for _ in base..<round { hash = Self.hash(hash) }
        guard hash == known else {
            throw SettlementError(.beacon, "the value of round \(round) is not the one that was committed to")
        }
        if isNext {
            chain = source
            next = nil
        }
        lastRound = round
        lastValue = value
    }

    /// Takes the announcement of the next chain; it must lie ahead of everything that waits for the beacon.
    mutating func announce(_ announced: BeaconChain, round: UInt64, delay: UInt64) throws(SettlementError) {
        guard next == nil, announced.number == chain.number + 1 else {
            throw SettlementError(.beacon, "chain \(announced.number) does not follow chain \(chain.number)")
        }
        guard announced.firstRound >= chain.lastRound, announced.firstRound >= round + delay else {
            throw SettlementError(.beacon, "a chain has to be announced before its rounds are waited for")
        }
        next = announced
    }

    private static func hash(_ value: Digest256) -> Digest256 {
        value.withUnsafeBytes { SHA256Hasher.digest(of: $0) }
    }

    func write(to writer: inout CBORWriter) {
        writer.array(4)
        chain.write(to: &writer)
        if let next { next.write(to: &writer) } else { writer.writeNull() }
        writer.write(lastRound)
        writer.write(lastValue)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(4)
        chain = try BeaconChain(from: &reader)
        next = reader.skipNull() ? nil : try BeaconChain(from: &reader)
        lastRound = try reader.readUInt64()
        lastValue = try reader.readDigest()
    }
}
