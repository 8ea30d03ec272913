/// A dag-pb block together with the UnixFS message in its data.
package struct UnixFSBlock: Hashable, Sendable {
    /// The dag-pb layer.
    package let node: DAGPBNode
    /// The message in the node's data.
    package let unixFS: UnixFSNode

    /// Pairs two layers that are decoded already.
    init(node: DAGPBNode, unixFS: UnixFSNode) {
        self.node = node
        self.unixFS = unixFS
    }

    /// Decodes both layers; throws `unsupportedCodec` unless the CID's codec is dag-pb, and `invalidDAGPB` or
    /// `invalidUnixFS` for bytes that are not a node.
    package init(cid: CID, decoding bytes: [UInt8]) throws(ContentError) {
        guard cid.codec == .dagPB else {
            throw ContentError(.unsupportedCodec, "block \(cid) is \(cid.codec), expected dag-pb")
        }
        node = try DAGPBNode(decoding: bytes)
        guard let data = node.data else {
            throw ContentError(.invalidUnixFS, "block \(cid) has no data, so it is no UnixFS node")
        }
        unixFS = try UnixFSNode(decoding: data)
    }
}
