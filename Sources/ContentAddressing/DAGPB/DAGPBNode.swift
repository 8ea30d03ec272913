/// A dag-pb block: links and bytes (IPLD spec "DAG-PB").
///
/// The order of links is kept as given, when decoding and when encoding; changing it would change the CID.
package struct DAGPBNode: Hashable, Sendable {
    /// The links, in the order of the block.
    package let links: [DAGPBLink]
    /// The bytes; nil where the block has no such field, which is not the same as empty.
    package let data: [UInt8]?

    /// A node with these links, in this order.
    package init(links: [DAGPBLink], data: [UInt8]?) {
        self.links = links
        self.data = data
    }

    /// The binary form: all links, then the data.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encodedLength)
        for link in links {
            bytes.append(Tag.links)
            Varint.encode(UInt64(link.encodedLength), into: &bytes)
            link.append(to: &bytes)
        }
        if let data {
            bytes.append(Tag.data)
            Varint.encode(UInt64(data.count), into: &bytes)
            bytes.append(contentsOf: data)
        }
        return bytes
    }

    /// The length of the binary form in bytes.
    package var encodedLength: Int {
        var length = 0
        for link in links {
            length += lengthDelimitedLength(link.encodedLength)
        }
        if let data { length += lengthDelimitedLength(data.count) }
        return length
    }

    /// The binary form with its CID.
    package func block(version: CID.Version = .v1) -> Block {
        let bytes = encoded()
        return Block(cid: .dagPB(SHA256Hasher.digest(of: bytes), version: version), bytes: bytes)
    }

    /// Field number and wire type, as they appear in the bytes.
    enum Tag {
        static let links: UInt8 = 0x12
        static let data: UInt8 = 0x0a
        static let linkHash: UInt8 = 0x0a
        static let linkName: UInt8 = 0x12
        static let linkTsize: UInt8 = 0x18
    }
}

/// The length of a protobuf field of `count` bytes with its one-byte tag and its length.
func lengthDelimitedLength(_ count: Int) -> Int {
    1 + Varint.encodedLength(UInt64(count)) + count
}

extension DAGPBLink {
    /// The length of the link's message in bytes, without its own tag and length.
    var encodedLength: Int {
        var length = lengthDelimitedLength(cid.byteCount)
        if let encodedName { length += lengthDelimitedLength(encodedName.count) }
        if let encodedTsize { length += 1 + Varint.encodedLength(encodedTsize) }
        return length
    }

    /// Appends the link's message.
    func append(to bytes: inout [UInt8]) {
        bytes.append(DAGPBNode.Tag.linkHash)
        Varint.encode(UInt64(cid.byteCount), into: &bytes)
        cid.append(to: &bytes)
        if let encodedName {
            bytes.append(DAGPBNode.Tag.linkName)
            Varint.encode(UInt64(encodedName.count), into: &bytes)
            bytes.append(contentsOf: encodedName)
        }
        if let encodedTsize {
            bytes.append(DAGPBNode.Tag.linkTsize)
            Varint.encode(encodedTsize, into: &bytes)
        }
    }
}
