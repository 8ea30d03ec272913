extension DAGPBNode {
    /// Decodes a block strictly.
    ///
    /// Links before data and data before links are both read. Refused are unknown fields and wire types, repeated
    /// fields, fields of a link out of order, a link without a CID, and links on both sides of the data.
    package init(decoding bytes: [UInt8]) throws(ContentError) {
        var reader = ByteReader(bytes, subject: "a dag-pb node", code: .invalidDAGPB)
        var links: [DAGPBLink] = []
        var data: [UInt8]?
        var hasLinksBeforeData = false
        while !reader.isAtEnd {
            let tag = try reader.readByte()
            switch tag {
            case Tag.links:
                guard data == nil || !hasLinksBeforeData else {
                    throw reader.failure("there are links on both sides of the data")
                }
                var message = try reader.takeReader(try reader.readProtobufVarint())
                links.append(try DAGPBLink(reading: &message))
            case Tag.data:
                guard data == nil else { throw reader.failure("the data field is repeated") }
                hasLinksBeforeData = !links.isEmpty
                let range = try reader.take(try reader.readProtobufVarint())
                data = Array(bytes[range])
            default:
                throw reader.failure("tag 0x\(String(tag, radix: 16)) is neither links nor data")
            }
        }
        self.init(links: links, data: data)
    }
}

extension DAGPBLink {
    init(reading message: inout ByteReader) throws(ContentError) {
        guard !message.isAtEnd, message.peekByte() == DAGPBNode.Tag.linkHash else {
            throw message.failure("a link does not start with its hash")
        }
        _ = try message.readByte()
        var hash = try message.takeReader(try message.readProtobufVarint())
        let cid = try CID(reading: &hash)
        guard hash.isAtEnd else { throw hash.failure("the hash of a link goes on after its CID") }

        var name: [UInt8]?
        if message.peekByte() == DAGPBNode.Tag.linkName {
            _ = try message.readByte()
            name = Array(message.bytes[try message.take(try message.readProtobufVarint())])
        }
        var tsize: UInt64?
        if message.peekByte() == DAGPBNode.Tag.linkTsize {
            _ = try message.readByte()
            tsize = try message.readProtobufVarint()
        }
        guard message.isAtEnd else {
            throw message.failure("a link has an unknown, repeated or misplaced field")
        }
        self.init(cid: cid, encodedName: name, encodedTsize: tsize)
    }
}
