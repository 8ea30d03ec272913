import Crypto

/// Computes SHA-256 over bytes that arrive in pieces, without copying them.
///
/// This file is the only place that knows which library computes hashes.
package struct SHA256Hasher: Sendable {
    private var state = SHA256()

    /// Starts with no bytes hashed.
    package init() {}

    /// Hashes more bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
    }

    /// Hashes more bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    }

    /// Hashes more bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    }

    /// The digest of all bytes so far, 32 bytes; the hasher can go on afterwards.
    package func finalize() -> [UInt8] {
        digest().bytes
    }

    /// The digest of all bytes so far, without an array; the hasher can go on afterwards.
    package func digest() -> Digest256 {
        state.finalize().withUnsafeBytes { Digest256($0) }
    }

    /// The digest of `bytes`, 32 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        digest(of: bytes).bytes
    }

    /// The digest of `bytes`, 32 bytes.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        digest(of: bytes).bytes
    }

    /// The digest of `bytes`, without an array.
    package static func digest(of bytes: UnsafeRawBufferPointer) -> Digest256 {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.digest()
    }

    /// The digest of `bytes`, without an array.
    package static func digest(of bytes: [UInt8]) -> Digest256 {
        bytes.withUnsafeBytes { digest(of: $0) }
    }
}
