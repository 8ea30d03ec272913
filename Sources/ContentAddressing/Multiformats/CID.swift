/// A content identifier: what a block's bytes are (codec) and their digest (multihash).
///
/// The value is 48 bytes and needs no memory of its own for SHA-256, so it can be a dictionary key by the million.
/// The same block under v0 and v1 has the same ``multihash``; stores that want to find both key by that.
package struct CID: Hashable, Sendable {
    /// The format of the identifier itself.
    package enum Version: UInt8, Sendable, CaseIterable {
        /// A bare SHA-256 multihash, always dag-pb.
        case v0 = 0
        /// Version, codec and multihash.
        case v1 = 1
    }

    /// The longest binary form: version, the longest codec, and the longest multihash.
    package static let bytesMax = 1 + Varint.bytesMax + Varint.bytesMax + 2 + Multihash.digestBytesMax

    /// The digest of the block.
    package let multihash: Multihash
    /// The format of the identifier.
    package let version: Version
    /// How the block's bytes are to be read.
    package let codec: Multicodec

    private init(version: Version, codec: Multicodec, multihash: Multihash) {
        self.version = version
        self.codec = codec
        self.multihash = multihash
    }

    /// A CIDv1 of any codec.
    package init(codec: Multicodec, multihash: Multihash) {
        self.init(version: .v1, codec: codec, multihash: multihash)
    }

    /// The CIDv0 of a dag-pb block.
    package init(v0 digest: Digest256) {
        self.init(version: .v0, codec: .dagPB, multihash: Multihash(digest))
    }

    /// The CIDv1 of plain bytes.
    package static func raw(_ multihash: Multihash) -> CID {
        CID(codec: .raw, multihash: multihash)
    }

    /// The CIDv1 of plain bytes with this SHA-256 digest.
    package static func raw(_ digest: Digest256) -> CID {
        CID(codec: .raw, multihash: Multihash(digest))
    }

    /// The CIDv1 of a dag-pb block.
    package static func dagPB(_ multihash: Multihash) -> CID {
        CID(codec: .dagPB, multihash: multihash)
    }

    /// The CID of a dag-pb block with this SHA-256 digest, in either version.
    package static func dagPB(_ digest: Digest256, version: Version = .v1) -> CID {
        switch version {
        case .v0: CID(v0: digest)
        case .v1: CID(codec: .dagPB, multihash: Multihash(digest))
        }
    }

    /// Parses the binary form, all of `bytes`.
    package init(bytes: some Collection<UInt8>) throws(ContentError) {
        var reader = ByteReader(Array(bytes), subject: "a CID", code: .invalidCID)
        try self.init(reading: &reader)
        guard reader.isAtEnd else { throw reader.failure("\(reader.remaining) byte(s) too many") }
    }

    /// Parses a CID at the reader's position; `12 20` there means a v0 of 34 bytes.
    init(reading reader: inout ByteReader) throws(ContentError) {
        if reader.remaining >= 2, reader.bytes[reader.position] == 0x12, reader.bytes[reader.position + 1] == 0x20 {
            self.init(version: .v0, codec: .dagPB, multihash: try Multihash(reading: &reader))
            return
        }
        let version = try reader.readVarint()
        guard version == UInt64(Version.v1.rawValue) else {
            throw reader.failure("CID version \(version) is unknown, 0 and 1 are supported")
        }
        let codec = Multicodec(rawValue: try reader.readVarint())
        self.init(version: .v1, codec: codec, multihash: try Multihash(reading: &reader))
    }

    /// The binary form.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        append(to: &bytes)
        return bytes
    }

    /// The length of the binary form: 34 for v0, 36 for v1 with a one-byte codec and SHA-256.
    package var byteCount: Int {
        switch version {
        case .v0: multihash.byteCount
        case .v1: 1 + Varint.encodedLength(codec.rawValue) + multihash.byteCount
        }
    }

    /// Appends the binary form.
    package func append(to bytes: inout [UInt8]) {
        if version == .v1 {
            bytes.append(Version.v1.rawValue)
            Varint.encode(codec.rawValue, into: &bytes)
        }
        multihash.append(to: &bytes)
    }
}

extension CID: Comparable {
    /// Orders CIDs as their binary forms.
    package static func < (left: CID, right: CID) -> Bool {
        if left.version == right.version, left.codec == right.codec,
            let leftDigest = left.multihash.sha256Digest, let rightDigest = right.multihash.sha256Digest
        {
            return leftDigest < rightDigest
        }
        return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension CID {
    /// Hashes the codec and the digest.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(multihash)
        hasher.combine(codec.rawValue)
    }
}
