extension DAGCBORValue {
    /// Decodes a block strictly: definite lengths, shortest numbers, ordered distinct text keys, 64-bit finite floats,
    /// no tag but links, nothing after the value.
    ///
    /// Throws `invalidDAGCBOR`, `truncated`, or `limitExceeded` past ``depthMax`` or ``itemsMax``.
    package init(decoding bytes: [UInt8]) throws(ContentError) {
        var decoder = DAGCBORDecoder(bytes)
        self = try decoder.decode()
    }
}
