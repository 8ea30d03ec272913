package import ContentAddressing

extension Digest256 {
    /// Thirty-two zero bytes.
    package static let zero = Digest256(repeating: 0)

    /// Thirty-two times the same byte.
    package init(repeating byte: UInt8) {
        let bytes = [UInt8](repeating: byte, count: Self.byteCount)
        self = bytes.withUnsafeBytes { Digest256($0) }
    }

    /// The digest with these bytes; nil unless there are 32.
    package init?(exactly bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self = Array(bytes).withUnsafeBytes { Digest256($0) }
    }

    /// The digest that 64 hexadecimal digits write; nil for anything else.
    package init?(hex text: String) {
        guard let bytes = Hex.bytes(text), let digest = Digest256(exactly: bytes) else { return nil }
        self = digest
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package var hex: String { Hex.text(bytes) }

    /// The first eight bytes as a big-endian number.
    package var leadingNumber: UInt64 {
        withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}
