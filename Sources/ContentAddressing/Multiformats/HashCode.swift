/// The code of a hash function in a multihash (multicodec table, tag "multihash").
package struct HashCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number in the multicodec table.
    package let rawValue: UInt64

    /// Takes any number; unknown hash functions can be carried, but not checked.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// No hash: the digest is the data.
    package static let identity = HashCode(rawValue: 0x00)
    /// SHA-1.
    package static let sha1 = HashCode(rawValue: 0x11)
    /// SHA-256.
    package static let sha2_256 = HashCode(rawValue: 0x12)
    /// SHA-512.
    package static let sha2_512 = HashCode(rawValue: 0x13)
    /// SHA3-512.
    package static let sha3_512 = HashCode(rawValue: 0x14)
    /// SHA3-384.
    package static let sha3_384 = HashCode(rawValue: 0x15)
    /// SHA3-256.
    package static let sha3_256 = HashCode(rawValue: 0x16)
    /// SHA3-224.
    package static let sha3_224 = HashCode(rawValue: 0x17)
    /// Keccak-256.
    package static let keccak256 = HashCode(rawValue: 0x1b)
    /// BLAKE3.
    package static let blake3 = HashCode(rawValue: 0x1e)
    /// The first half of MurmurHash3 x64-128; used inside HAMT directories, never in a CID.
    package static let murmur3x64_64 = HashCode(rawValue: 0x22)
    /// BLAKE2b with 256 bits.
    package static let blake2b256 = HashCode(rawValue: 0xb220)

    private static let names: [HashCode: String] = [
        .identity: "identity", .sha1: "sha1", .sha2_256: "sha2-256", .sha2_512: "sha2-512", .sha3_512: "sha3-512",
        .sha3_384: "sha3-384", .sha3_256: "sha3-256", .sha3_224: "sha3-224", .keccak256: "keccak-256",
        .blake3: "blake3", .murmur3x64_64: "murmur3-x64-64", .blake2b256: "blake2b-256",
    ]

    /// The name in the multicodec table, or the number in hex for a code that has no name here.
    package var description: String {
        Self.names[self] ?? "0x" + String(rawValue, radix: 16)
    }
}
