/// Writes CARv1 archives piece by piece; concatenated pieces are the archive.
package enum CAREncoder {
    /// The header; it comes first.
    package static func header(roots: [CID]) -> [UInt8] {
        let value = DAGCBORValue.map([
            .init("roots", .array(roots.map { .link($0) })),
            .init("version", .unsigned(CARHeader.Version.v1.rawValue)),
        ])
        let encoded = value.encoded()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Varint.bytesMax + encoded.count)
        Varint.encode(UInt64(encoded.count), into: &bytes)
        bytes.append(contentsOf: encoded)
        return bytes
    }

    /// One block; identity blocks are not written, callers leave them out.
    package static func section(_ block: Block) -> [UInt8] {
        var bytes = sectionPrefix(cid: block.cid, blockBytes: block.bytes.count)
        bytes.reserveCapacity(bytes.count + block.bytes.count)
        bytes.append(contentsOf: block.bytes)
        return bytes
    }

    /// What comes before the bytes of a block, for callers that write those from elsewhere without a copy.
    package static func sectionPrefix(cid: CID, blockBytes: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Varint.bytesMax + cid.byteCount)
        Varint.encode(UInt64(cid.byteCount + blockBytes), into: &bytes)
        cid.append(to: &bytes)
        return bytes
    }

    /// The length of a section, for announcing the length of an archive.
    package static func sectionLength(cid: CID, blockBytes: Int) -> Int {
        let content = cid.byteCount + blockBytes
        return Varint.encodedLength(UInt64(content)) + content
    }
}
