/// Bytes that have arrived and are not yet used, with their place in the stream.
struct CARBuffer: Sendable {
    private var bytes: [UInt8] = []
    /// How many of `bytes` are used up.
    private var used = 0

    /// The place of the next unused byte in the stream.
    private(set) var offset: UInt64 = 0

    var isEmpty: Bool { used == bytes.count }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        if used > 0, used >= bytes.count / 2 {
            bytes.removeFirst(used)
            used = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Up to `count` bytes without using them.
    func peek(_ count: Int) -> ArraySlice<UInt8> {
        bytes[used..<min(used + count, bytes.count)]
    }

    /// Uses `skipped` and then `count` bytes and returns the latter; nil, and uses nothing, when there are fewer.
    mutating func take(_ count: Int, after skipped: Int = 0) -> [UInt8]? {
        guard count + skipped <= bytes.count - used else { return nil }
        let taken = Array(bytes[used + skipped..<used + skipped + count])
        used += skipped + count
        offset += UInt64(skipped + count)
        return taken
    }

    /// Uses up to `count` bytes and returns how many.
    mutating func skip(upTo count: UInt64) -> UInt64 {
        let skipped = min(count, UInt64(bytes.count - used))
        used += Int(skipped)
        offset += skipped
        return skipped
    }

    mutating func removeAll() {
        bytes = []
        used = 0
    }
}
