import ContentAddressing
import Core

/// Appends the fields of a record to bytes: varints, and lengths before texts and blobs.
///
/// The form of every record body in the database files. A body starts with a version number; fields follow in a fixed
/// order without names. Whole numbers are LEB128 varints (signed ones zigzag), so that the usual small and empty
/// fields cost one byte each. JSON would cost three times the bytes and ten times the time on the path of every job.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    /// Starts a record of a version; what was written before is dropped, its memory is kept.
    mutating func start(version: UInt64) {
        bytes.removeAll(keepingCapacity: true)
        append(version)
    }

    mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(_ value: Int64) {
        append(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func append(_ value: Int) { append(Int64(value)) }

    mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            append(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func append(_ blob: [UInt8]) {
        append(UInt64(blob.count))
        bytes.append(contentsOf: blob)
    }

    mutating func append(_ cid: CID) {
        append(UInt64(cid.byteCount))
        cid.append(to: &bytes)
    }

    mutating func append(_ multihash: Multihash) {
        append(UInt64(multihash.byteCount))
        multihash.append(to: &bytes)
    }

    /// Its length is known, so that it needs none before it.
    mutating func append(_ digest: Digest256) { digest.append(to: &bytes) }

    mutating func append(_ moment: Timestamp) { append(moment.nanoseconds) }

    mutating func append(_ map: StringMap) {
        append(map.pairs) { writer, pair in
            writer.append(pair.key)
            writer.append(pair.value)
        }
    }

    /// Appends a count and each item.
    mutating func append<Item>(_ items: [Item], _ body: (inout RecordWriter, Item) throws -> Void) rethrows {
        append(UInt64(items.count))
        for item in items { try body(&self, item) }
    }

    /// Appends whether there is a value, and the value.
    mutating func append<Value>(optional value: Value?, _ body: (inout RecordWriter, Value) -> Void) {
        append(value != nil)
        if let value { body(&self, value) }
    }
}
