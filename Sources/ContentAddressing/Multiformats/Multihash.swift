/// A digest together with the function that made it: `varint(code) ‖ varint(length) ‖ digest`.
///
/// A whole SHA-256 digest, which is nearly every one, lies inline; others have an array.
package struct Multihash: Hashable, Sendable {
    /// The longest digest accepted, in bytes; for `identity` this bounds the data that a CID can carry in itself.
    package static let digestBytesMax = 128

    private enum Storage: Hashable, Sendable {
        case sha256(Digest256)
        /// Never a whole SHA-256 digest, so that equal values have equal storage.
        case other(HashCode, [UInt8])
    }

    private let storage: Storage

    /// Names a whole SHA-256 digest.
    package init(_ digest: Digest256) {
        storage = .sha256(digest)
    }

    /// Takes any function and digest; throws `invalidMultihash` for a digest over ``digestBytesMax`` bytes.
    ///
    /// A digest shorter than its function's is legal: it is a truncated one.
    package init(code: HashCode, digest: [UInt8]) throws(ContentError) {
        guard digest.count <= Self.digestBytesMax else {
            throw ContentError(
                .invalidMultihash,
                "a \(code) digest of \(digest.count) bytes is over the limit of \(Self.digestBytesMax)"
            )
        }
        if code == .sha2_256, digest.count == Digest256.byteCount {
            storage = .sha256(digest.withUnsafeBytes { Digest256($0) })
        } else {
            storage = .other(code, digest)
        }
    }

    /// Parses `bytes`, all of them.
    package init(parsing bytes: [UInt8]) throws(ContentError) {
        var reader = ByteReader(bytes, subject: "a multihash", code: .invalidMultihash)
        try self.init(reading: &reader)
        guard reader.isAtEnd else { throw reader.failure("\(reader.remaining) byte(s) too many") }
    }

    /// Parses a multihash at the reader's position.
    init(reading reader: inout ByteReader) throws(ContentError) {
        let code = HashCode(rawValue: try reader.readVarint())
        let length = try reader.readVarint()
        guard length <= UInt64(Self.digestBytesMax) else {
            throw reader.failure("a \(code) digest of \(length) bytes is over the limit of \(Self.digestBytesMax)")
        }
        let range = try reader.take(length)
        if code == .sha2_256, range.count == Digest256.byteCount {
            storage = .sha256(reader.bytes[range].withUnsafeBytes { Digest256($0) })
        } else {
            storage = .other(code, Array(reader.bytes[range]))
        }
    }

    /// Hashes `bytes` with SHA-256.
    package static func sha256(of bytes: UnsafeRawBufferPointer) -> Multihash {
        Multihash(SHA256Hasher.digest(of: bytes))
    }

    /// Hashes `bytes` with SHA-256.
    package static func sha256(of bytes: [UInt8]) -> Multihash {
        Multihash(SHA256Hasher.digest(of: bytes))
    }

    /// The function that made the digest.
    package var code: HashCode {
        switch storage {
        case .sha256: .sha2_256
        case .other(let code, _): code
        }
    }

    /// The digest; for SHA-256 this makes an array, see ``sha256Digest``.
    package var digest: [UInt8] {
        switch storage {
        case .sha256(let digest): digest.bytes
        case .other(_, let digest): digest
        }
    }

    /// The digest when it is a whole SHA-256 one.
    package var sha256Digest: Digest256? {
        switch storage {
        case .sha256(let digest): digest
        case .other: nil
        }
    }

    /// The data itself when the function is `identity`.
    package var identityData: [UInt8]? {
        switch storage {
        case .other(.identity, let data): data
        default: nil
        }
    }

    /// The binary form.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        append(to: &bytes)
        return bytes
    }

    /// The length of the binary form.
    package var byteCount: Int {
        switch storage {
        case .sha256: 2 + Digest256.byteCount
        case .other(let code, let digest):
            Varint.encodedLength(code.rawValue) + Varint.encodedLength(UInt64(digest.count)) + digest.count
        }
    }

    /// Appends the binary form.
    package func append(to bytes: inout [UInt8]) {
        switch storage {
        case .sha256(let digest):
            bytes.append(UInt8(truncatingIfNeeded: HashCode.sha2_256.rawValue))
            bytes.append(UInt8(Digest256.byteCount))
            digest.append(to: &bytes)
        case .other(let code, let digest):
            Varint.encode(code.rawValue, into: &bytes)
            Varint.encode(UInt64(digest.count), into: &bytes)
            bytes.append(contentsOf: digest)
        }
    }
}
