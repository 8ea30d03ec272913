extension DAGCBORValue {
    /// The one binary form of the value.
    ///
    /// Floats must be finite and keys of a map distinct.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(0xf6)
        case .bool(let value): bytes.append(value ? 0xf5 : 0xf4)
        case .unsigned(let value): Self.appendHead(Major.unsigned, value, to: &bytes)
        case .negative(let value): Self.appendHead(Major.negative, value, to: &bytes)
        case .float(let value):
            precondition(value.isFinite, "dag-cbor has no NaN and no infinity")
            bytes.append(0xfb)
            withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
        case .bytes(let value):
            Self.appendHead(Major.bytes, UInt64(value.count), to: &bytes)
            bytes.append(contentsOf: value)
        case .text(let value): Self.appendText(value, to: &bytes)
        case .array(let values):
            Self.appendHead(Major.array, UInt64(values.count), to: &bytes)
            values.forEach { $0.append(to: &bytes) }
        case .map(let fields):
            Self.appendHead(Major.map, UInt64(fields.count), to: &bytes)
            for field in fields.sorted(by: { Self.keyPrecedes($0.key, $1.key) }) {
                Self.appendText(field.key, to: &bytes)
                field.value.append(to: &bytes)
            }
        case .link(let cid):
            Self.appendHead(Major.tag, Self.linkTag, to: &bytes)
            Self.appendHead(Major.bytes, UInt64(cid.byteCount + 1), to: &bytes)
            bytes.append(Multibase.identity.rawValue)
            cid.append(to: &bytes)
        }
    }

    private static func appendText(_ text: String, to bytes: inout [UInt8]) {
        appendHead(Major.text, UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a major type with its argument in the shortest form.
    private static func appendHead(_ major: UInt8, _ argument: UInt64, to bytes: inout [UInt8]) {
        let top = major << 5
        switch argument {
        case 0..<24:
            bytes.append(top | UInt8(argument))
        case 24...0xff:
            bytes.append(contentsOf: [top | 24, UInt8(argument)])
        case 0x100...0xffff:
            bytes.append(top | 25)
            withUnsafeBytes(of: UInt16(argument).bigEndian) { bytes.append(contentsOf: $0) }
        case 0x1_0000...0xffff_ffff:
            bytes.append(top | 26)
            withUnsafeBytes(of: UInt32(argument).bigEndian) { bytes.append(contentsOf: $0) }
        default:
            bytes.append(top | 27)
            withUnsafeBytes(of: argument.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }
}
