/// One block of a file: its own bytes, then its children with their sizes.
struct FileNode: Sendable {
    struct Child: Sendable {
        let cid: CID
        let fileBytes: UInt64
    }

    /// File content in the block itself; it comes before the children's.
    let data: ArraySlice<UInt8>
    let children: [Child]
    /// All file content at and below this block.
    let fileBytes: UInt64

    /// Reads a raw or dag-pb block of a file.
    ///
    /// Throws `notAFile` for other UnixFS types, `invalidUnixFS` where sizes and links do not fit, `unsupportedCodec`.
    init(cid: CID, bytes: [UInt8]) throws(ContentError) {
        if cid.codec == .raw {
            self.init(data: bytes[...], children: [], fileBytes: UInt64(bytes.count))
            return
        }
        let block = try UnixFSBlock(cid: cid, decoding: bytes)
        try self.init(cid: cid, block: block)
    }

    /// Reads a decoded block of a file.
    init(cid: CID, block: UnixFSBlock) throws(ContentError) {
        let unixFS = block.unixFS
        let links = block.node.links
        guard unixFS.type == .file || unixFS.type == .raw else {
            throw ContentError(.notAFile, "block \(cid) is a \(unixFS.type), not a file")
        }
        guard unixFS.blockSizes.count == links.count else {
            throw ContentError(
                .invalidUnixFS,
                "block \(cid) has \(links.count) links but \(unixFS.blockSizes.count) block sizes"
            )
        }
        let data = unixFS.data ?? []
        var total = UInt64(data.count)
        var children: [Child] = []
        children.reserveCapacity(links.count)
        for (link, size) in zip(links, unixFS.blockSizes) {
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow else { throw ContentError(.invalidUnixFS, "the block sizes of \(cid) overflow 64 bits") }
            total = sum
            children.append(Child(cid: link.cid, fileBytes: size))
        }
        let stated = unixFS.fileSize ?? 0
        guard stated == total else {
            throw ContentError(.invalidUnixFS, "block \(cid) states \(stated) bytes, its parts have \(total)")
        }
        self.init(data: data[...], children: children, fileBytes: total)
    }

    private init(data: ArraySlice<UInt8>, children: [Child], fileBytes: UInt64) {
        self.data = data
        self.children = children
        self.fileBytes = fileBytes
    }
}
