/// The weights of the nodes in one epoch, ready for drawing.
package struct DrawTable: Hashable, Sendable {
    /// A node with its units.
    package struct Entry: Hashable, Sendable {
        /// The account's index in the machine.
        package var account: Int
        package var units: Int64
    }

    /// In the order of their ids.
    package private(set) var entries: [Entry]
    /// The first unit after each entry.
    private var ends: [Int64]

    init(entries: [Entry] = []) {
        self.entries = entries
        ends = []
        ends.reserveCapacity(entries.count)
        var total: Int64 = 0
        for entry in entries {
            total += entry.units
            ends.append(total)
        }
    }

    /// All units.
    package var total: Int64 { ends.last ?? 0 }

    /// The entry that a random number falls on; nil when it has to be drawn again, and always in an empty table.
    func entry(at number: UInt64) -> Entry? {
        guard total > 0 else { return nil }
        let weight = UInt64(total)
        // 2⁶⁴ mod W
        let rest = (UInt64.max % weight + 1) % weight
        guard rest == 0 || number < 0 &- rest else { return nil }
        let unit = Int64(number % weight)
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if unit < ends[middle] { high = middle } else { low = middle + 1 }
        }
        return entries[low]
    }
}
