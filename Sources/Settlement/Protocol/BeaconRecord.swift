package import ContentAddressing

/// The beacon values that the ledger has taken, in the order of their rounds, the newest of them.
package struct BeaconRecord: Hashable, Sendable {
    /// One value of the beacon.
    package struct Entry: Hashable, Sendable {
        package var round: UInt64
        package var value: Digest256
    }

    /// The values, oldest first.
    private(set) var entries: [Entry]
    /// How many entries are held before old ones are let go.
    static let entriesMax = 8192

    /// Starts with the value that the ledger is born with, as that of round 0.
    package init(genesis: Digest256) { entries = [Entry(round: 0, value: genesis)] }

    init(entries: [Entry]) { self.entries = entries }

    /// The newest value.
    package var last: Entry { entries[entries.count - 1] }

    /// The value of a round, if it was taken and not let go.
    package func value(_ round: UInt64) -> Digest256? {
        if last.round == round { return last.value }
        let index = entries.firstIndexFromEnd(notAfter: round)
        guard let index, entries[index].round == round else { return nil }
        return entries[index].value
    }

    /// The newest value of a round below this one, or the oldest held.
    func latest(before round: UInt64) -> Digest256 {
        guard round > 0, let index = entries.firstIndexFromEnd(notAfter: round - 1) else { return entries[0].value }
        return entries[index].value
    }

    /// Takes a value; only the newest round may be added, or a hole be filled.
    mutating func insert(_ value: Digest256, round: UInt64, keepingFrom oldest: UInt64) {
        let index = entries.firstIndexFromEnd(notAfter: round).map { $0 + 1 } ?? 0
        entries.insert(Entry(round: round, value: value), at: index)
        guard entries.count >= Self.entriesMax, let first = entries.firstIndexFromEnd(notAfter: oldest), first > 1
        else { return }
        entries.removeFirst(first - 1)
    }
}

extension Array where Element == BeaconRecord.Entry {
    /// The index of the newest entry that is not after a round.
    func firstIndexFromEnd(notAfter round: UInt64) -> Int? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].round <= round { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
