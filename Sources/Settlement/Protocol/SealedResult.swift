package import ContentAddressing

/// The plaintext of a ciphertext: what a node tells the client alone.
package struct SealedResult: Hashable, Sendable {
    package static let byteCount = 80

    package var digest: Digest256
    package var fuel: UInt64
    package var pages: UInt64
    package var blob: Digest256

    package init(digest: Digest256, fuel: UInt64, pages: UInt64, blob: Digest256) {
        self.digest = digest
        self.fuel = fuel
        self.pages = pages
        self.blob = blob
    }

    /// Reads a plaintext; nil unless it has 80 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { raw in
            SealedResult(
                digest: Digest256(UnsafeRawBufferPointer(rebasing: raw[0..<32])),
                fuel: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 32, as: UInt64.self)),
                pages: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 40, as: UInt64.self)),
                blob: Digest256(UnsafeRawBufferPointer(rebasing: raw[48..<80]))
            )
        }
    }

    /// The plaintext.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        digest.append(to: &bytes)
        withUnsafeBytes(of: fuel.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: pages.bigEndian) { bytes.append(contentsOf: $0) }
        blob.append(to: &bytes)
        return bytes
    }
}
