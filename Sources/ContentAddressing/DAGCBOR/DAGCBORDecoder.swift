/// Reads one dag-cbor block, see ``DAGCBORValue/init(decoding:)``.
struct DAGCBORDecoder {
    private typealias Major = DAGCBORValue.Major

    private var reader: ByteReader
    private var itemCount = 0

    init(_ bytes: [UInt8]) {
        reader = ByteReader(bytes, subject: "a dag-cbor block", code: .invalidDAGCBOR)
    }

    mutating func decode() throws(ContentError) -> DAGCBORValue {
        let value = try readValue(depth: 0)
        guard reader.isAtEnd else { throw reader.failure("\(reader.remaining) byte(s) after the value") }
        return value
    }

    private mutating func readValue(depth: Int) throws(ContentError) -> DAGCBORValue {
        itemCount += 1
        guard depth < DAGCBORValue.depthMax, itemCount <= DAGCBORValue.itemsMax else {
            throw ContentError(
                .limitExceeded,
                "a dag-cbor block has more than \(DAGCBORValue.itemsMax) values or \(DAGCBORValue.depthMax) levels"
            )
        }
        let initial = try reader.readByte()
        let major = initial >> 5
        if major == Major.simple { return try readSimple(initial) }
        let argument = try readArgument(initial & 0x1f)
        switch major {
        case Major.unsigned: return .unsigned(argument)
        case Major.negative: return .negative(argument)
        case Major.bytes: return .bytes(Array(reader.bytes[try reader.take(argument)]))
        case Major.text: return .text(try readText(count: argument))
        case Major.array: return .array(try readArray(count: argument, depth: depth))
        case Major.map: return .map(try readMap(count: argument, depth: depth))
        default: return .link(try readLink(tag: argument))
        }
    }

    private mutating func readArgument(_ info: UInt8) throws(ContentError) -> UInt64 {
        guard info >= 24 else { return UInt64(info) }
        guard info <= 27 else {
            throw reader.failure(info == 31 ? "indefinite lengths are not allowed" : "reserved length \(info)")
        }
        let width = 1 << Int(info - 24)
        let value = try readBigEndian(width: width)
        let smallest: UInt64 = width == 1 ? 24 : 1 << UInt64(4 * width)
        guard value >= smallest else { throw reader.failure("\(value) is not written in its shortest form") }
        return value
    }

    private mutating func readBigEndian(width: Int) throws(ContentError) -> UInt64 {
        let range = try reader.take(UInt64(width))
        return reader.bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func readSimple(_ initial: UInt8) throws(ContentError) -> DAGCBORValue {
        switch initial {
        case 0xf4: return .bool(false)
        case 0xf5: return .bool(true)
        case 0xf6: return .null
        case 0xfb:
            let value = Double(bitPattern: try readBigEndian(width: 8))
            guard value.isFinite else { throw reader.failure("NaN and infinity are not allowed") }
            return .float(value)
        default:
            throw reader.failure("simple value or float 0x\(String(initial, radix: 16)) is not allowed")
        }
    }

    private mutating func readText(count: UInt64) throws(ContentError) -> String {
        let range = try reader.take(count)
        guard let text = String(validating: reader.bytes[range], as: UTF8.self) else {
            throw reader.failure("a text is not UTF-8")
        }
        return text
    }

    private mutating func readArray(count: UInt64, depth: Int) throws(ContentError) -> [DAGCBORValue] {
        try checkCount(count, bytesEach: 1)
        var values: [DAGCBORValue] = []
        for _ in 0..<count {
            values.append(try readValue(depth: depth + 1))
        }
        return values
    }

    private mutating func readMap(count: UInt64, depth: Int) throws(ContentError) -> [DAGCBORValue.Field] {
        try checkCount(count, bytesEach: 2)
        var fields: [DAGCBORValue.Field] = []
        for _ in 0..<count {
            let initial = try reader.readByte()
            guard initial >> 5 == Major.text else { throw reader.failure("a map key is not a text") }
            let key = try readText(count: try readArgument(initial & 0x1f))
            if let previous = fields.last, !DAGCBORValue.keyPrecedes(previous.key, key) {
                throw reader.failure("map key \(quoted(key.utf8)) is repeated or out of order")
            }
            fields.append(.init(key, try readValue(depth: depth + 1)))
        }
        return fields
    }

    private mutating func readLink(tag: UInt64) throws(ContentError) -> CID {
        guard tag == DAGCBORValue.linkTag else {
            throw reader.failure("tag \(tag) is not allowed, only \(DAGCBORValue.linkTag)")
        }
        let initial = try reader.readByte()
        guard initial >> 5 == Major.bytes else { throw reader.failure("a link is not a byte string") }
        var content = try reader.takeReader(try readArgument(initial & 0x1f))
        guard try content.readByte() == Multibase.identity.rawValue else {
            throw content.failure("a link does not start with a zero byte")
        }
        let cid = try CID(reading: &content)
        guard content.isAtEnd else { throw content.failure("a link goes on after its CID") }
        return cid
    }

    /// Refuses a count that the rest of the input cannot hold, before anything is read.
    private func checkCount(_ count: UInt64, bytesEach: UInt64) throws(ContentError) {
        guard count <= UInt64(reader.remaining) / bytesEach else {
            throw ContentError(.truncated, "a dag-cbor block: \(count) items cannot lie in \(reader.remaining) bytes")
        }
    }
}
