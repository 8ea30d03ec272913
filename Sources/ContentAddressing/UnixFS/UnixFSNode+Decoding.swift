extension UnixFSNode {
    /// Decodes a node's data by protobuf's rules: any order, the last of a repeated field, unknown fields skipped.
    ///
    /// Throws `invalidUnixFS` where a field has the wrong wire type or a value out of range, or the type is missing.
    package init(decoding bytes: [UInt8]) throws(ContentError) {
        var reader = ByteReader(bytes, subject: "a UnixFS node", code: .invalidUnixFS)
        var node = UnixFSNode(type: .raw)
        var hasType = false
        while !reader.isAtEnd {
            let tag = try reader.readProtobufVarint()
            if tag == Tag.type {
                node.type = try Self.readKind(&reader)
                hasType = true
            } else {
                try node.readField(tag, from: &reader)
            }
        }
        guard hasType else { throw reader.failure("the type is missing") }
        self = node
    }

    private mutating func readField(_ tag: UInt64, from reader: inout ByteReader) throws(ContentError) {
        switch tag {
        case Tag.data:
            data = Array(reader.bytes[try reader.take(try reader.readProtobufVarint())])
        case Tag.fileSize:
            fileSize = try reader.readProtobufVarint()
        case Tag.blockSize:
            blockSizes.append(try reader.readProtobufVarint())
        case Tag.packedBlockSizes:
            var packed = try reader.takeReader(try reader.readProtobufVarint())
            while !packed.isAtEnd {
                blockSizes.append(try packed.readProtobufVarint())
            }
        case Tag.hashType:
            hashType = try reader.readProtobufVarint()
        case Tag.fanout:
            fanout = try reader.readProtobufVarint()
        case Tag.mode:
            let value = try reader.readProtobufVarint()
            guard let mode = UInt32(exactly: value) else { throw reader.failure("mode \(value) is over 32 bits") }
            self.mode = mode
        case Tag.mtime:
            var message = try reader.takeReader(try reader.readProtobufVarint())
            mtime = try Timestamp(reading: &message)
        default:
            try Self.skipField(tag, from: &reader)
        }
    }

    private static func readKind(_ reader: inout ByteReader) throws(ContentError) -> Kind {
        let value = try reader.readProtobufVarint()
        guard let rawValue = UInt8(exactly: value), let kind = Kind(rawValue: rawValue) else {
            throw reader.failure("type \(value) is unknown")
        }
        return kind
    }

    private static let knownFields: ClosedRange<UInt64> = 1...8

    fileprivate static func skipField(
        _ tag: UInt64,
        from reader: inout ByteReader,
        known: ClosedRange<UInt64> = knownFields
    ) throws(ContentError) {
        let field = tag >> 3
        guard field > 0, !known.contains(field) else {
            throw reader.failure("field \(field) has wire type \(tag & 7)")
        }
        switch tag & 7 {
        case 0: _ = try reader.readProtobufVarint()
        case 1: _ = try reader.take(8)
        case 2: _ = try reader.take(try reader.readProtobufVarint())
        case 5: _ = try reader.take(4)
        default: throw reader.failure("field \(field) has wire type \(tag & 7)")
        }
    }
}

extension UnixFSNode.Timestamp {
    fileprivate init(reading message: inout ByteReader) throws(ContentError) {
        var seconds: Int64?
        var nanoseconds: UInt32?
        while !message.isAtEnd {
            let tag = try message.readProtobufVarint()
            switch tag {
            case UnixFSNode.Tag.seconds:
                seconds = Int64(bitPattern: try message.readProtobufVarint())
            case UnixFSNode.Tag.nanoseconds:
                nanoseconds = try Self.readNanoseconds(&message)
            default:
                try UnixFSNode.skipField(tag, from: &message, known: 1...2)
            }
        }
        guard let seconds else { throw message.failure("mtime has no seconds") }
        self.init(seconds: seconds, nanoseconds: nanoseconds)
    }

    private static func readNanoseconds(_ message: inout ByteReader) throws(ContentError) -> UInt32 {
        let range = try message.take(4)
        let value = message.bytes[range].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard value <= nanosecondsMax else { throw message.failure("mtime has \(value) nanoseconds") }
        return value
    }
}
