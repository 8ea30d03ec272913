/// Deals that wait for the beacon, ordered by round and then by when they were posted.
struct DrawQueue: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        var round: UInt64
        var sequence: UInt64
        var deal: Int

        static func precedes(_ left: Item, _ right: Item) -> Bool {
            left.round != right.round ? left.round < right.round : left.sequence < right.sequence
        }
    }

    /// Last in line first, so that the next one is cheap to take.
    private(set) var items: [Item] = []

    /// The next deal in line.
    var next: Item? { items.last }

    mutating func insert(_ item: Item) {
        var position = items.count
        while position > 0, Item.precedes(items[position - 1], item) { position -= 1 }
        items.insert(item, at: position)
    }

    mutating func remove(deal: Int) { items.removeAll { $0.deal == deal } }
}
