/// The root of something imported: what its parent has to know to link to it.
package struct ImportedNode: Hashable, Sendable {
    /// What was imported.
    package enum Kind: Sendable, CaseIterable {
        /// A file or a part of one.
        case file
        /// A directory, plain or sharded.
        case directory
        /// A symbolic link.
        case symlink
    }

    /// The name of the root block.
    package let cid: CID
    /// File content below the root, in bytes; a symlink has none.
    package let fileBytes: UInt64
    /// The root block and, once per link, everything below it, in bytes: the Tsize of a link to it.
    package let tsize: UInt64
    /// What was imported.
    package let kind: Kind

    /// Takes the fields as they are.
    package init(cid: CID, fileBytes: UInt64, tsize: UInt64, kind: Kind) {
        self.cid = cid
        self.fileBytes = fileBytes
        self.tsize = tsize
        self.kind = kind
    }
}
