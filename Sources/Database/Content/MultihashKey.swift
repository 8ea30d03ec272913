import ContentAddressing
import Core

/// The key of a block in a table: the 32 bytes of a SHA-256 digest alone, for every other multihash its binary form.
///
/// A binary form that is shorter than 33 bytes is filled up with zeros, so that no key of the one kind can be a key of
/// the other; the form says itself how long it is.
enum MultihashKey {
    private static let otherBytesMin = Digest256.byteCount + 1

    static func withBytes<Result>(of multihash: Multihash, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        if let digest = multihash.sha256Digest { return digest.withUnsafeBytes(body) }
        return otherBytes(multihash).withUnsafeBytes(body)
    }

    static func bytes(of multihash: Multihash) -> [UInt8] {
        multihash.sha256Digest?.bytes ?? otherBytes(multihash)
    }

    private static func otherBytes(_ multihash: Multihash) -> [UInt8] {
        let bytes = multihash.bytes
        return bytes + [UInt8](repeating: 0, count: max(0, otherBytesMin - bytes.count))
    }

    /// Throws `corrupt` for bytes that are no key.
    static func multihash(_ key: [UInt8]) throws(CoreError) -> Multihash {
        if key.count == Digest256.byteCount { return Multihash(key.withUnsafeBytes { Digest256($0) }) }
        do {
            let (_, codeLength) = try Varint.decode(key)
            let (digestLength, lengthLength) = try Varint.decode(key[codeLength...])
            let start = codeLength + lengthLength
            guard digestLength <= UInt64(key.count - start) else { throw invalidKey(nil) }
            let end = start + Int(digestLength)
            guard key.count >= otherBytesMin, key[end...].allSatisfy({ $0 == 0 }) else { throw invalidKey(nil) }
            guard end == key.count || key.count == otherBytesMin else { throw invalidKey(nil) }
            return try Multihash(parsing: Array(key[..<end]))
        } catch let error as CoreError {
            throw error
        } catch {
            throw invalidKey(String(describing: error))
        }
    }

    private static func invalidKey(_ cause: String?) -> CoreError {
        CoreError(
            .corrupt,
            "the key of a block in the database is not a multihash",
            component: "Database",
            cause: cause
        )
    }
}
