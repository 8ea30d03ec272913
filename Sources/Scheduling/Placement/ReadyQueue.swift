import Core

/// The jobs that have something to place: by priority, then in the order they came; jobs of one shape stand together,
/// so that one look tells for all of them that no node is free.
struct ReadyQueue: Sendable {
    struct Key: Hashable, Sendable {
        var priority: Int
        var shape: TaskShape
    }

    struct Entry: Sendable {
        var job: JobID
        var arrival: UInt64
    }

    struct Bucket: Sendable {
        var key: Key
        /// The first entries up to `head` are gone.
        var entries: [Entry]
        var head: Int

        var first: Entry? { head < entries.count ? entries[head] : nil }
    }

    /// By priority, highest first; within one priority in no promised order.
    private(set) var buckets: [Bucket] = []
    private var index = LookupTable<Key, Int>()
    private var arrivals: UInt64 = 0
    private(set) var count = 0

    mutating func append(_ job: JobID, key: Key) {
        arrivals += 1
        insert(Entry(job: job, arrival: arrivals), key: key, atFront: false)
    }

    /// Puts a job back where it came from: a partition of it has to run again, or it waited for data.
    mutating func putBack(_ job: JobID, key: Key) {
        insert(Entry(job: job, arrival: 0), key: key, atFront: true)
    }

    private mutating func insert(_ entry: Entry, key: Key, atFront: Bool) {
        count += 1
        let position = index[key] ?? makeBucket(key)
        if atFront {
            if buckets[position].head > 0 {
                buckets[position].head -= 1
                buckets[position].entries[buckets[position].head] = entry
            } else {
                buckets[position].entries.insert(entry, at: 0)
            }
        } else {
            buckets[position].entries.append(entry)
        }
    }

    private mutating func makeBucket(_ key: Key) -> Int {
        let position = buckets.firstIndex { $0.key.priority < key.priority } ?? buckets.count
        buckets.insert(Bucket(key: key, entries: [], head: 0), at: position)
        reindex(from: position)
        return position
    }

    private mutating func reindex(from position: Int) {
        for place in position..<buckets.count { index[buckets[place].key] = place }
    }

    /// The bucket to look at next: the highest priority, then the earliest arrival, of those not in `blocked`.
    func nextBucket(blocked: [Bool]) -> Int? {
        var best: Int?
        for (position, bucket) in buckets.enumerated() where !blocked[position] {
            guard let first = bucket.first else { continue }
            if let current = best, let other = buckets[current].first {
                if bucket.key.priority < buckets[current].key.priority { break }
                if first.arrival < other.arrival { best = position }
            } else {
                best = position
            }
        }
        return best
    }

    mutating func removeFirst(ofBucket position: Int) {
        count -= 1
        buckets[position].head += 1
        if buckets[position].head > 64 && buckets[position].head * 2 > buckets[position].entries.count {
            buckets[position].entries.removeFirst(buckets[position].head)
            buckets[position].head = 0
        }
    }

    /// Forgets empty buckets; call it between passes only, positions change.
    mutating func dropEmptyBuckets() {
        guard buckets.contains(where: { $0.first == nil }) else { return }
        for bucket in buckets where bucket.first == nil { index.remove(bucket.key) }
        buckets.removeAll { $0.first == nil }
        reindex(from: 0)
    }

    /// The jobs in the order they would be looked at, at most `limit` of them.
    func firstJobs(_ limit: Int) -> [JobID] {
        var result: [JobID] = []
        for bucket in buckets {
            for entry in bucket.entries[bucket.head...].prefix(max(0, limit - result.count)) {
                result.append(entry.job)
            }
        }
        return result
    }
}
