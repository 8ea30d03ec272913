/// Self-describing text for bytes: one prefix character names the alphabet.
///
/// `base256emoji` of the multibase table is not supported.
package enum Multibase: UInt8, CaseIterable, Sendable {
    /// The bytes themselves, as UTF-8.
    case identity = 0x00
    /// Binary digits.
    case base2 = 0x30
    /// Octal digits.
    case base8 = 0x37
    /// Decimal digits.
    case base10 = 0x39
    /// Hexadecimal, lower case.
    case base16 = 0x66
    /// Hexadecimal, upper case.
    case base16Upper = 0x46
    /// RFC 4648 base32, lower case, no padding: the usual text of a CIDv1.
    case base32 = 0x62
    /// RFC 4648 base32, upper case, no padding.
    case base32Upper = 0x42
    /// RFC 4648 base32, lower case, padded.
    case base32Pad = 0x63
    /// RFC 4648 base32, upper case, padded.
    case base32PadUpper = 0x43
    /// RFC 4648 base32hex, lower case, no padding.
    case base32Hex = 0x76
    /// RFC 4648 base32hex, upper case, no padding.
    case base32HexUpper = 0x56
    /// RFC 4648 base32hex, lower case, padded.
    case base32HexPad = 0x74
    /// RFC 4648 base32hex, upper case, padded.
    case base32HexPadUpper = 0x54
    /// z-base-32.
    case base32Z = 0x68
    /// Base 36, lower case: the usual text of an IPNS name.
    case base36 = 0x6b
    /// Base 36, upper case.
    case base36Upper = 0x4b
    /// Bitcoin's base 58: the text of a CIDv0 and of a PeerID.
    case base58BTC = 0x7a
    /// Flickr's base 58.
    case base58Flickr = 0x5a
    /// RFC 4648 base64, no padding.
    case base64 = 0x6d
    /// RFC 4648 base64, padded.
    case base64Pad = 0x4d
    /// RFC 4648 base64url, no padding.
    case base64URL = 0x75
    /// RFC 4648 base64url, padded.
    case base64URLPad = 0x55

    /// The longest text, in UTF-8 bytes, that is decoded from a base that is not a power of two; decoding those costs
    /// the square of the length.
    package static let positionalTextBytesMax = 4096

    /// Bytes as text with the prefix.
    ///
    /// Only ``identity`` can throw: text cannot hold bytes that are not UTF-8.
    package func encode(_ bytes: [UInt8]) throws(ContentError) -> String {
        if self == .identity {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ContentError(.invalidMultibase, "multibase identity cannot hold bytes that are not UTF-8")
            }
            return "\0" + text
        }
        return String(UnicodeScalar(rawValue)) + encodeBody(bytes)
    }

    /// Text with a prefix back to bytes.
    package static func decode(_ text: String) throws(ContentError) -> (base: Multibase, bytes: [UInt8]) {
        let utf8 = Array(text.utf8)
        guard let prefix = utf8.first else { throw ContentError(.invalidMultibase, "the text is empty") }
        guard let base = Multibase(rawValue: prefix) else {
            let shown = String(prefix, radix: 16)
            throw ContentError(.invalidMultibase, "no multibase has the prefix byte 0x\(shown)")
        }
        return (base, try base.decodeBody(utf8[1...]))
    }

    /// Bytes as text without the prefix; for ``identity`` invalid UTF-8 is replaced.
    package func encodeBody(_ bytes: [UInt8]) -> String {
        switch alphabet.kind {
        case .bytes: String(decoding: bytes, as: UTF8.self)
        case .bits(let width): BitGroupCoding.encode(bytes, alphabet: alphabet, bitsPerDigit: width)
        case .positional: PositionalCoding.encode(bytes, alphabet: alphabet)
        }
    }

    /// Text without the prefix back to bytes.
    package func decodeBody(_ text: ArraySlice<UInt8>) throws(ContentError) -> [UInt8] {
        switch alphabet.kind {
        case .bytes:
            return Array(text)
        case .bits(let width):
            return try BitGroupCoding.decode(text, alphabet: alphabet, bitsPerDigit: width)
        case .positional:
            guard text.count <= Self.positionalTextBytesMax else {
                throw ContentError(
                    .limitExceeded,
                    "\(text.count) characters of \(self) text are over the limit of \(Self.positionalTextBytesMax)"
                )
            }
            return try PositionalCoding.decode(text, alphabet: alphabet)
        }
    }
}
