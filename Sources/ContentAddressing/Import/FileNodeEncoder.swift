/// Encodes the blocks of files.
enum FileNodeEncoder {
    /// The node over `children`: their sizes, no data of its own, links with empty names.
    static func innerNode(children: [ImportedNode], profile: ImportProfile) -> (ImportedNode, Block) {
        let blockSizes = children.map(\.fileBytes)
        let fileBytes = blockSizes.reduce(0, +)
        let unixFS = UnixFSNode(type: .file, fileSize: fileBytes, blockSizes: blockSizes)
        let links = children.map { DAGPBLink(cid: $0.cid, name: [], tsize: $0.tsize) }
        let block = DAGPBNode(links: links, data: unixFS.encoded()).block(version: profile.cidVersion)
        let tsize = children.reduce(UInt64(block.bytes.count)) { $0 + $1.tsize }
        return (ImportedNode(cid: block.cid, fileBytes: fileBytes, tsize: tsize, kind: .file), block)
    }

    /// The dag-pb leaf over `chunk`, written in one pass.
    ///
    /// An empty chunk has no data field.
    static func dagPBLeaf(_ chunk: UnsafeRawBufferPointer) -> [UInt8] {
        let size = UInt64(chunk.count)
        let dataField = chunk.isEmpty ? 0 : lengthDelimitedLength(chunk.count)
        let messageLength = 2 + dataField + 1 + Varint.encodedLength(size)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lengthDelimitedLength(messageLength))
        bytes.append(DAGPBNode.Tag.data)
        Varint.encode(UInt64(messageLength), into: &bytes)
        Varint.encode(UnixFSNode.Tag.type, into: &bytes)
        bytes.append(UnixFSNode.Kind.file.rawValue)
        if !chunk.isEmpty {
            Varint.encode(UnixFSNode.Tag.data, into: &bytes)
            Varint.encode(size, into: &bytes)
            bytes.append(contentsOf: chunk)
        }
        Varint.encode(UnixFSNode.Tag.fileSize, into: &bytes)
        Varint.encode(size, into: &bytes)
        return bytes
    }
}
