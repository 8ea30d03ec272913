package import Core

/// Deadlines in order of time; an entry that no longer means anything is dropped by its owner when it comes up.
package struct TimerQueue<Payload: Sendable>: Sendable {
    private struct Entry: Sendable {
        var deadline: Timestamp
        var order: UInt64
        var payload: Payload
    }

    private var heap: [Entry] = []
    private var order: UInt64 = 0

    package init() {}

    package var next: Timestamp? { heap.first?.deadline }

    package mutating func add(_ payload: Payload, at deadline: Timestamp) {
        order += 1
        heap.append(Entry(deadline: deadline, order: order, payload: payload))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The earliest payload whose deadline is reached; ties in the order they were added.
    package mutating func popDue(_ now: Timestamp) -> Payload? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, smallest) {
                smallest = child
            }
            guard smallest != parent else { return first.payload }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].deadline, heap[left].order) < (heap[right].deadline, heap[right].order)
    }
}
