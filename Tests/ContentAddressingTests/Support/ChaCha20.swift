@testable import ContentAddressing

/// The keystream that the fixtures' inputs are made of: key = SHA-256(seed), nonce 12 zero bytes, counter from 0.
///
/// Written on raw buffers and local variables, because tests run unoptimised over tens of megabytes.
struct ChaCha20 {
    private static let blockBytes = 64
    private static let doubleRounds = 10

    private var input: [UInt32]
    private var leftover: [UInt8] = []

    init(seed: String) {
        let key = SHA256Hasher.hash(Array(seed.utf8))
        var input: [UInt32] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]
        for word in 0..<8 {
            input.append(key[word * 4..<word * 4 + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        self.input = input + [0, 0, 0, 0]
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        var result = Array(leftover.prefix(count))
        leftover.removeFirst(result.count)
        let blocks = (count - result.count + Self.blockBytes - 1) / Self.blockBytes
        guard blocks > 0 else { return result }
        let stream = [UInt8](unsafeUninitializedCapacity: blocks * Self.blockBytes) { buffer, written in
            let words = UnsafeMutableRawBufferPointer(buffer).bindMemory(to: UInt32.self)
            input.withUnsafeMutableBufferPointer { input in
                var block = 0
                while block < blocks {
                    Self.writeBlock(input, words.baseAddress.unsafelyUnwrapped + block * 16)
                    input[12] &+= 1
                    block += 1
                }
            }
            written = blocks * Self.blockBytes
        }
        let missing = count - result.count
        if result.isEmpty, missing == stream.count { return stream }
        result += stream[..<missing]
        leftover = Array(stream[missing...])
        return result
    }

    /// One block; the host is little-endian as everything this project runs on.
    private static func writeBlock(_ s: UnsafeMutableBufferPointer<UInt32>, _ out: UnsafeMutablePointer<UInt32>) {
        out.initialize(from: s.baseAddress.unsafelyUnwrapped, count: 16)
        var round = 0
        while round < doubleRounds {
            quarter(out, 0, 4, 8, 12)
            quarter(out, 1, 5, 9, 13)
            quarter(out, 2, 6, 10, 14)
            quarter(out, 3, 7, 11, 15)
            quarter(out, 0, 5, 10, 15)
            quarter(out, 1, 6, 11, 12)
            quarter(out, 2, 7, 8, 13)
            quarter(out, 3, 4, 9, 14)
            round += 1
        }
        var word = 0
        while word < 16 {
            out[word] &+= s[word]
            word += 1
        }
    }

    private static func quarter(_ x: UnsafeMutablePointer<UInt32>, _ ia: Int, _ ib: Int, _ ic: Int, _ id: Int) {
        var a = x[ia]
        var b = x[ib]
        var c = x[ic]
        var d = x[id]
        a = a &+ b
        d = d ^ a
        d = d &<< 16 | d &>> 16
        c = c &+ d
        b = b ^ c
        b = b &<< 12 | b &>> 20
        a = a &+ b
        d = d ^ a
        d = d &<< 8 | d &>> 24
        c = c &+ d
        b = b ^ c
        b = b &<< 7 | b &>> 25
        x[ia] = a
        x[ib] = b
        x[ic] = c
        x[id] = d
    }
}
