/// MurmurHash3 x64-128 with seed 0, of which HAMT directories use the first half.
enum MurmurHash3 {
    private static let factor1: UInt64 = 0x87c3_7b91_1142_53d5
    private static let factor2: UInt64 = 0x4cf5_ad43_2745_937f

    /// The first 64 bits; bucket indexes are taken from the most significant end.
    static func x64(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { x64($0) }
    }

    private static func x64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var h1: UInt64 = 0
        var h2: UInt64 = 0
        let blocksEnd = bytes.count / 16 * 16
        for offset in stride(from: 0, to: blocksEnd, by: 16) {
            let k1 = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let k2 = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            h1 ^= mix1(k1)
            h1 = (rotateLeft(h1, 27) &+ h2) &* 5 &+ 0x52dc_e729
            h2 ^= mix2(k2)
            h2 = (rotateLeft(h2, 31) &+ h1) &* 5 &+ 0x3849_5ab5
        }
        h1 ^= mix1(tailWord(bytes, from: blocksEnd))
        h2 ^= mix2(tailWord(bytes, from: blocksEnd + 8))

        h1 ^= UInt64(bytes.count)
        h2 ^= UInt64(bytes.count)
        h1 &+= h2
        h2 &+= h1
        return finalMix(h1) &+ finalMix(h2)
    }

    /// Up to eight bytes from `start` as a little-endian number, missing ones as zero.
    private static func tailWord(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        guard start < bytes.count else { return 0 }
        var word: UInt64 = 0
        for index in start..<min(start + 8, bytes.count) {
            word |= UInt64(bytes[index]) << UInt64(8 * (index - start))
        }
        return word
    }

    private static func mix1(_ word: UInt64) -> UInt64 {
        rotateLeft(word &* factor1, 31) &* factor2
    }

    private static func mix2(_ word: UInt64) -> UInt64 {
        rotateLeft(word &* factor2, 33) &* factor1
    }

    private static func finalMix(_ word: UInt64) -> UInt64 {
        var word = word
        word ^= word >> 33
        word = word &* 0xff51_afd7_ed55_8ccd
        word ^= word >> 33
        word = word &* 0xc4ce_b9fe_1a85_ec53
        return word ^ word >> 33
    }

    private static func rotateLeft(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}
