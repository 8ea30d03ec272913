import ContentAddressing

/// Remembers which blocks were stored lately, in bounded memory; forgetting one only costs a repeated write.
///
/// Two generations: when the younger is full it becomes the older, and the older is dropped.
struct RecentSet: Sendable {
    private let capacity: Int
    private var young: Set<Multihash> = []
    private var old: Set<Multihash> = []

    init(capacity: Int) {
        precondition(capacity > 0, "a set without room remembers nothing")
        self.capacity = capacity
    }

    func contains(_ multihash: Multihash) -> Bool {
        young.contains(multihash) || old.contains(multihash)
    }

    mutating func insert(_ multihash: Multihash) {
        if young.count >= capacity {
            old = young
            young = Set(minimumCapacity: capacity)
        }
        young.insert(multihash)
    }

    mutating func removeAll() {
        young.removeAll()
        old.removeAll()
    }
}
