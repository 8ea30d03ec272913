/// A block: bytes and the CID that names them.
///
/// Nothing is checked on the way in; ``CID/verify(_:)-([UInt8])`` does that where bytes come from outside.
package struct Block: Hashable, Sendable {
    /// The largest block that this node makes or sends to others (bitswap's limit): 2 MiB.
    package static let bytesMax = 2 * 1024 * 1024

    /// The name.
    package let cid: CID
    /// The content.
    package let bytes: [UInt8]

    /// Pairs a name with its content.
    package init(cid: CID, bytes: [UInt8]) {
        self.cid = cid
        self.bytes = bytes
    }
}
