import ContentAddressing
import Core
import Settlement

/// One record of an export: its length in four bytes, then deterministic CBOR.
enum ExportRecord: Hashable, Sendable {
    case entry(LedgerEntry)
    case head(LogHead)
    /// The last record, without which the file was cut short.
    case end(entries: UInt64, heads: UInt64)

    /// The line that a file starts with.
    static let magic = Array("bacalhau ledger export 1\n".utf8)
    /// More bytes than any record has.
    static let bytesMax = 2 * LedgerEntry.bytesMax + 1024

    /// The record with its length before it.
    var framed: [UInt8] {
        let content = bytes
        return withUnsafeBytes(of: UInt32(content.count).bigEndian) { Array($0) } + content
    }

    /// The record without its length.
    var bytes: [UInt8] {
        var writer = CBORWriter()
        switch self {
        case .entry(let entry):
            writer.array(8)
            writer.write(UInt64(0))
            writer.write(entry.sequence)
            writer.write(entry.time)
            writer.write(UInt64(entry.kind))
            writer.write(entry.input)
            writer.write(entry.effects)
            writer.write(entry.previous)
            writer.write(entry.hash)
        case .head(let head):
            writer.array(5)
            writer.write(UInt64(1))
            writer.write(head.sequence)
            writer.write(head.time)
            writer.write(head.hash)
            writer.write(head.signature)
        case .end(let entries, let heads):
            writer.array(3)
            writer.write(UInt64(2))
            writer.write(entries)
            writer.write(heads)
        }
        return writer.bytes
    }

    /// Reads the bytes after the length, strictly.
    init(decoding bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        let count = try reader.readArray(limit: 8)
        switch (try reader.readUInt64(), count) {
        case (0, 8):
            self = .entry(
                LedgerEntry(
                    sequence: try reader.readUInt64(),
                    time: try reader.readAmount(),
                    kind: UInt8(try reader.readIndex(below: 256)),
                    input: try reader.readBytes(limit: LedgerEntry.bytesMax),
                    effects: try reader.readBytes(limit: LedgerEntry.bytesMax),
                    previous: try reader.readDigest(),
                    hash: try reader.readDigest()
                )
            )
        case (1, 5):
            self = .head(
                LogHead(
                    sequence: try reader.readUInt64(),
                    time: try reader.readAmount(),
                    hash: try reader.readDigest(),
                    signature: try reader.readBytes(limit: SigningKey.signatureByteCount)
                )
            )
        case (2, 3): self = .end(entries: try reader.readUInt64(), heads: try reader.readUInt64())
        default: throw reader.failure("no record looks like this")
        }
        try reader.end()
    }
}
