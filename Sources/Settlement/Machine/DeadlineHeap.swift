/// Deals ordered by when they change by themselves, each at most once, so that no stale entry is ever kept.
struct DeadlineHeap: Hashable, Sendable {
    private struct Item: Hashable, Sendable {
        var time: Int64
        var sequence: UInt64
        var deal: Int

        static func precedes(_ left: Item, _ right: Item) -> Bool {
            left.time != right.time ? left.time < right.time : left.sequence < right.sequence
        }
    }

    private var items: [Item] = []
    /// Where each deal stands, or -1.
    private var positions: [Int] = []

    /// The earliest time and its deal.
    var first: (time: Int64, deal: Int)? { items.first.map { ($0.time, $0.deal) } }

    /// Sets a deal's time; `Int64.max` takes it out.
    mutating func set(_ deal: Int, sequence: UInt64, to time: Int64) {
        while positions.count <= deal { positions.append(-1) }
        let position = positions[deal]
        guard time != .max else { return remove(deal) }
        let item = Item(time: time, sequence: sequence, deal: deal)
        if position < 0 {
            items.append(item)
            positions[deal] = items.count - 1
            rise(items.count - 1)
        } else {
            items[position] = item
            rise(position)
            sink(positions[deal])
        }
    }

    /// Takes a deal out.
    mutating func remove(_ deal: Int) {
        guard deal < positions.count, positions[deal] >= 0 else { return }
        let position = positions[deal]
        positions[deal] = -1
        let last = items.removeLast()
        guard position < items.count else { return }
        items[position] = last
        positions[last.deal] = position
        rise(position)
        sink(positions[last.deal])
    }

    private mutating func rise(_ start: Int) {
        var position = start
        let item = items[position]
        while position > 0 {
            let parent = (position - 1) / 2
            guard Item.precedes(item, items[parent]) else { break }
            items[position] = items[parent]
            positions[items[position].deal] = position
            position = parent
        }
        items[position] = item
        positions[item.deal] = position
    }

    private mutating func sink(_ start: Int) {
        var position = start
        let item = items[position]
        while true {
            var child = 2 * position + 1
            guard child < items.count else { break }
            if child + 1 < items.count, Item.precedes(items[child + 1], items[child]) { child += 1 }
            guard Item.precedes(items[child], item) else { break }
            items[position] = items[child]
            positions[items[position].deal] = position
            position = child
        }
        items[position] = item
        positions[item.deal] = position
    }
}
