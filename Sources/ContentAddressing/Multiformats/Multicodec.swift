/// The code that says how a block's bytes are to be read (multicodec table, tag "ipld").
package struct Multicodec: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The number in the multicodec table.
    package let rawValue: UInt64

    /// Takes any number; unknown codes are legal in a CID.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Plain bytes.
    package static let raw = Multicodec(rawValue: 0x55)
    /// CBOR without IPLD rules.
    package static let cbor = Multicodec(rawValue: 0x51)
    /// The protobuf node of UnixFS.
    package static let dagPB = Multicodec(rawValue: 0x70)
    /// CBOR with links.
    package static let dagCBOR = Multicodec(rawValue: 0x71)
    /// A libp2p public key.
    package static let libp2pKey = Multicodec(rawValue: 0x72)
    /// JSON with links.
    package static let dagJSON = Multicodec(rawValue: 0x0129)
    /// JSON without IPLD rules.
    package static let json = Multicodec(rawValue: 0x0200)
    /// A content-addressable archive.
    package static let car = Multicodec(rawValue: 0x0202)
    /// A signed IPNS record.
    package static let ipnsRecord = Multicodec(rawValue: 0x0300)
    /// A signed libp2p peer record.
    package static let libp2pPeerRecord = Multicodec(rawValue: 0x0301)

    private static let names: [Multicodec: String] = [
        .raw: "raw", .cbor: "cbor", .dagPB: "dag-pb", .dagCBOR: "dag-cbor", .libp2pKey: "libp2p-key",
        .dagJSON: "dag-json", .json: "json", .car: "car", .ipnsRecord: "ipns-record",
        .libp2pPeerRecord: "libp2p-peer-record",
    ]

    /// The name in the multicodec table, or the number in hex for a code that has no name here.
    package var description: String {
        Self.names[self] ?? "0x" + String(rawValue, radix: 16)
    }
}
