/// Bytes that have arrived and are not yet used, with their place in the stream.
struct CARBuffer: Sendable {
    private var bytes: [UInt8] = []
    /// How many of `bytes` are used up.
    private var used = 0

    /// The place of the next unused byte in the stream.
    private(set) var offset: UInt64 = 0

    /// How many bytes have arrived and are not used.
    var count: Int { bytes.count - used }
    var isEmpty: Bool { used == bytes.count }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        if used > 0, used >= bytes.count / 2 {
            bytes.removeFirst(used)
            used = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Up to `count` bytes after the next `skipped`, without using them.
    func peek(_ count: Int, after skipped: Int = 0) -> ArraySlice<UInt8> {
        let start = min(used + skipped, bytes.count)
        return bytes[start..<min(start + count, bytes.count)]
    }

    /// Uses `skipped` and then `count` bytes, which must be there, and returns the latter.
    mutating func take(_ count: Int, after skipped: Int = 0) -> [UInt8] {
        precondition(skipped + count <= self.count, "only bytes that have arrived are taken")
        let start = used + skipped
        let taken = Array(bytes[start..<start + count])
        used = start + count
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
