package import ContentAddressing

/// The tree of a finished execution, stored.
package struct StoredResult: Sendable, Hashable {
    /// The root folder: `stdout`, `stderr`, `exitCode`, one folder per result.
    package var cid: CID
    /// The cumulative size of the tree, needed to link it.
    package var tsize: UInt64
    /// Bytes of file content in it.
    package var contentBytes: UInt64

    package init(cid: CID, tsize: UInt64, contentBytes: UInt64) {
        self.cid = cid
        self.tsize = tsize
        self.contentBytes = contentBytes
    }
}
