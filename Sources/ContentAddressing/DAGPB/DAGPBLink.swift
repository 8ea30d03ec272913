/// A named link from one dag-pb node to a block.
package struct DAGPBLink: Hashable, Sendable {
    /// The block linked to.
    package let cid: CID
    /// The name as it stands in the block; nil where the block has no name field, which is not the same as empty.
    package let encodedName: [UInt8]?
    /// The size as it stands in the block; nil where the block has no size field.
    package let encodedTsize: UInt64?

    /// A link as kubo writes it: with name and size, also when they are empty or zero.
    package init(cid: CID, name: [UInt8], tsize: UInt64) {
        self.init(cid: cid, encodedName: name, encodedTsize: tsize)
    }

    /// A link as kubo writes it: with name and size, also when they are empty or zero.
    package init(cid: CID, name: String, tsize: UInt64) {
        self.init(cid: cid, encodedName: Array(name.utf8), encodedTsize: tsize)
    }

    /// A link with exactly these fields.
    package init(cid: CID, encodedName: [UInt8]?, encodedTsize: UInt64?) {
        self.cid = cid
        self.encodedName = encodedName
        self.encodedTsize = encodedTsize
    }

    /// The name's bytes; they need not be UTF-8.
    package var name: [UInt8] { encodedName ?? [] }

    /// The name as text, nil where it is not UTF-8.
    package var nameText: String? { String(validating: name, as: UTF8.self) }

    /// The size of everything below the link as its writer gave it, in bytes; a hint that nobody checked.
    package var tsize: UInt64 { encodedTsize ?? 0 }
}
