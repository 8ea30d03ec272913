package import ContentAddressing

/// The 128 bytes that a node sends with its commitment, held inline.
package struct Ciphertext: Hashable, Sendable {
    package static let byteCount = 128

    /// The encapsulated key.
    package var enc: Digest256
    var body0: Digest256
    var body1: Digest256
    var body2: Digest256

    init(enc: Digest256, _ body0: Digest256, _ body1: Digest256, _ body2: Digest256) {
        self.enc = enc
        self.body0 = body0
        self.body1 = body1
        self.body2 = body2
    }

    /// Nothing but zeros.
    package static let zero = Ciphertext(enc: .zero, .zero, .zero, .zero)

    /// Reads a ciphertext; nil unless it has 128 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = Array(bytes).withUnsafeBytes { Ciphertext(unchecked: $0) }
    }

    private init(unchecked raw: UnsafeRawBufferPointer) {
        func part(_ index: Int) -> Digest256 { Digest256(UnsafeRawBufferPointer(rebasing: raw[(32 * index)...])) }
        self.init(enc: part(0), part(1), part(2), part(3))
    }

    /// The 128 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 128 bytes.
    package func append(to bytes: inout [UInt8]) {
        enc.append(to: &bytes)
        body0.append(to: &bytes)
        body1.append(to: &bytes)
        body2.append(to: &bytes)
    }
}
