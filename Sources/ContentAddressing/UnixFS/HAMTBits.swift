/// How a HAMT takes bucket indexes from a name's hash and how it writes them into link names.
struct HAMTBits: Hashable, Sendable {
    /// The most buckets a shard may have; more would make one block too large to handle.
    static let fanoutMax = 1024
    private static let hashBits = 64

    let fanout: Int
    /// Bits of the hash that one level uses.
    let bitsPerLevel: Int
    /// Hex digits of a bucket label.
    let labelDigits: Int

    /// Throws `invalidUnixFS` unless `fanout` is a power of two, a multiple of 8 and at most ``fanoutMax``.
    init(fanout: UInt64) throws(ContentError) {
        guard fanout >= 8, fanout <= UInt64(Self.fanoutMax), fanout.nonzeroBitCount == 1 else {
            throw ContentError(
                .invalidUnixFS,
                "HAMT fanout \(fanout) is not a power of two between 8 and \(Self.fanoutMax)"
            )
        }
        self.fanout = Int(fanout)
        bitsPerLevel = fanout.trailingZeroBitCount
        labelDigits = (bitsPerLevel + 3) / 4
    }

    /// The levels that a 64-bit hash is enough for.
    var levelsMax: Int { Self.hashBits / bitsPerLevel }

    /// The bucket of a hash at a level, counted from 0 at the root; the level must be below ``levelsMax``.
    func bucket(of hash: UInt64, level: Int) -> Int {
        let shift = Self.hashBits - bitsPerLevel * (level + 1)
        return Int(hash >> UInt64(shift) & UInt64(fanout - 1))
    }

    /// The bits of a hash that the first `levels` levels use, right-aligned; between 1 and ``levelsMax`` levels.
    func prefix(of hash: UInt64, levels: Int) -> UInt64 {
        hash >> UInt64(Self.hashBits - bitsPerLevel * levels)
    }

    /// The upper-case hex label of a bucket.
    func label(_ bucket: Int) -> [UInt8] {
        var label = [UInt8](repeating: 0, count: labelDigits)
        var rest = bucket
        for position in label.indices.reversed() {
            label[position] = Self.hexDigits[rest & 0xf]
            rest >>= 4
        }
        return label
    }

    /// The bucket at the front of a link name, nil where there is no valid label.
    func bucket(fromLabelOf name: [UInt8]) -> Int? {
        guard name.count >= labelDigits else { return nil }
        var bucket = 0
        for digit in name.prefix(labelDigits) {
            guard let value = Self.hexDigits.firstIndex(of: digit) else { return nil }
            bucket = bucket << 4 | value
        }
        return bucket < fanout ? bucket : nil
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// The bitmap of occupied buckets as deployed: a big-endian number without leading zero bytes.
    ///
    /// The specification's text says otherwise (fixed length, little-endian); that does not give kubo's CIDs.
    func bitmap(_ buckets: [Int]) -> [UInt8] {
        var bitmap = [UInt8](repeating: 0, count: fanout / 8)
        for bucket in buckets {
            bitmap[bitmap.count - 1 - bucket / 8] |= 1 << UInt8(bucket % 8)
        }
        return Array(bitmap.drop { $0 == 0 })
    }
}
