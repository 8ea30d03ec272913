/// The UnixFS message inside a dag-pb node's data: what kind of file system entry the node is.
package struct UnixFSNode: Hashable, Sendable {
    /// The kind of an entry.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// A leaf of an old or trickle file.
        case raw = 0
        /// A directory whose links are its entries.
        case directory = 1
        /// A file, or an inner node of one.
        case file = 2
        /// A wrapper that nobody writes any more.
        case metadata = 3
        /// A symbolic link; the data is its target.
        case symlink = 4
        /// A shard of a directory that is spread over many blocks.
        case hamtShard = 5
    }

    /// A point in time.
    package struct Timestamp: Hashable, Sendable {
        /// The largest legal number of nanoseconds.
        package static let nanosecondsMax: UInt32 = 999_999_999

        /// Seconds since 1970, negative before.
        package let seconds: Int64
        /// Nanoseconds after `seconds`; nil where the message has no such field.
        package let nanoseconds: UInt32?

        /// Takes the fields as they are.
        package init(seconds: Int64, nanoseconds: UInt32? = nil) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }
    }

    /// The kind of entry.
    package var type: Kind
    /// File content, symlink target or HAMT bitmap; nil where absent.
    package var data: [UInt8]?
    /// The bytes of the file below this node; nil where absent.
    package var fileSize: UInt64?
    /// The bytes of the file below each link, one per link.
    package var blockSizes: [UInt64]
    /// The multihash code of a HAMT's hash function.
    package var hashType: UInt64?
    /// The number of buckets of a HAMT shard.
    package var fanout: UInt64?
    /// POSIX mode bits; the upper 20 have no meaning and are kept.
    package var mode: UInt32?
    /// When the content last changed.
    package var mtime: Timestamp?

    /// Takes the fields as they are; nothing is checked or made up.
    package init(
        type: Kind,
        data: [UInt8]? = nil,
        fileSize: UInt64? = nil,
        blockSizes: [UInt64] = [],
        hashType: UInt64? = nil,
        fanout: UInt64? = nil,
        mode: UInt32? = nil,
        mtime: Timestamp? = nil
    ) {
        self.type = type
        self.data = data
        self.fileSize = fileSize
        self.blockSizes = blockSizes
        self.hashType = hashType
        self.fanout = fanout
        self.mode = mode
        self.mtime = mtime
    }

    /// Field number and wire type, as they appear in the bytes.
    enum Tag {
        static let type: UInt64 = 0x08
        static let data: UInt64 = 0x12
        static let fileSize: UInt64 = 0x18
        static let blockSize: UInt64 = 0x20
        static let packedBlockSizes: UInt64 = 0x22
        static let hashType: UInt64 = 0x28
        static let fanout: UInt64 = 0x30
        static let mode: UInt64 = 0x38
        static let mtime: UInt64 = 0x42
        static let seconds: UInt64 = 0x08
        static let nanoseconds: UInt64 = 0x15
    }
}

extension UnixFSNode {
    /// The binary form, fields in order, block sizes one by one as all implementations write them.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24 + (data?.count ?? 0) + blockSizes.count * 6)
        Self.append(Tag.type, UInt64(type.rawValue), to: &bytes)
        if let data { Self.append(Tag.data, data, to: &bytes) }
        if let fileSize { Self.append(Tag.fileSize, fileSize, to: &bytes) }
        for size in blockSizes {
            Self.append(Tag.blockSize, size, to: &bytes)
        }
        if let hashType { Self.append(Tag.hashType, hashType, to: &bytes) }
        if let fanout { Self.append(Tag.fanout, fanout, to: &bytes) }
        if let mode { Self.append(Tag.mode, UInt64(mode), to: &bytes) }
        if let mtime { Self.append(Tag.mtime, mtime.encoded(), to: &bytes) }
        return bytes
    }

    fileprivate static func append(_ tag: UInt64, _ value: UInt64, to bytes: inout [UInt8]) {
        Varint.encode(tag, into: &bytes)
        Varint.encode(value, into: &bytes)
    }

    private static func append(_ tag: UInt64, _ value: [UInt8], to bytes: inout [UInt8]) {
        Varint.encode(tag, into: &bytes)
        Varint.encode(UInt64(value.count), into: &bytes)
        bytes.append(contentsOf: value)
    }
}

extension UnixFSNode.Timestamp {
    fileprivate func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        UnixFSNode.append(UnixFSNode.Tag.seconds, UInt64(bitPattern: seconds), to: &bytes)
        if let nanoseconds, nanoseconds > 0 {
            Varint.encode(UnixFSNode.Tag.nanoseconds, into: &bytes)
            withUnsafeBytes(of: nanoseconds.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
