extension CID: CustomStringConvertible, LosslessStringConvertible, Codable {
    /// The longest text parsed, in UTF-8 bytes; base2 of the longest binary form is shorter.
    package static let textBytesMax = 2048
    private static let v0TextBytes = 46

    /// Parses text: 46 characters that start with `Qm` are a v0, anything else is multibase.
    ///
    /// Throws `invalidCID` or `invalidMultibase`. A path such as `/ipfs/…` is not a CID.
    package init(parsing text: String) throws(ContentError) {
        let utf8 = Array(text.utf8.prefix(Self.textBytesMax + 1))
        guard utf8.count <= Self.textBytesMax else {
            throw ContentError(.invalidCID, "the text is longer than \(Self.textBytesMax) bytes")
        }
        if utf8.count == Self.v0TextBytes, utf8.starts(with: [UInt8(ascii: "Q"), UInt8(ascii: "m")]) {
            try self.init(bytes: try Multibase.base58BTC.decodeBody(utf8[...]))
            return
        }
        let (base, bytes) = try Multibase.decode(text)
        guard bytes.first != 0x12 else {
            throw ContentError(.invalidCID, "a CIDv0 is written without a multibase prefix, not as \(base.name)")
        }
        try self.init(bytes: bytes)
    }

    /// Parses text; nil where ``init(parsing:)`` throws.
    package init?(_ description: String) {
        guard let cid = try? CID(parsing: description) else { return nil }
        self = cid
    }

    /// The usual text: base58btc for v0, base32 for v1.
    package var description: String {
        switch version {
        case .v0: Multibase.base58BTC.encodeBody(bytes)
        case .v1: text(in: .base32)
        }
    }

    /// The text in `base`, with its prefix.
    ///
    /// A v0 has only one text, which is returned whatever the base. `identity` cannot hold binary and gives base32.
    package func text(in base: Multibase) -> String {
        guard version == .v1 else { return description }
        let base = base == .identity ? .base32 : base
        return String(UnicodeScalar(base.rawValue)) + base.encodeBody(bytes)
    }

    /// Decodes from a single string.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    /// Encodes as a single string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
