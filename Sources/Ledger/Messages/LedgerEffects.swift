import ContentAddressing
package import Settlement

/// What an entry did, in order; it lies in the log beside the input, and replaying gives it again.
package struct LedgerEffects: Hashable, Sendable {
    /// The deal that was posted.
    package var deal: DealID?
    package var events: [LedgerEvent]

    package init(deal: DealID? = nil, events: [LedgerEvent] = []) {
        self.deal = deal
        self.events = events
    }

    /// Above this many bytes the log holds only the digest of the effects.
    static let bytesMax = 1 << 19

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        writer.array(2)
        writer.write(deal?.digest)
        writer.array(events.count)
        for event in events { event.write(to: &writer) }
        guard writer.bytes.count > Self.bytesMax else { return writer.bytes }
        var short = CBORWriter()
        short.array(1)
        short.write(SHA256Hasher.digest(of: writer.bytes))
        return short.bytes
    }

    /// Reads the canonical bytes, strictly; where only the digest is left, there are no events.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        events = []
        if try reader.readArray(limit: 2) == 1 {
            _ = try reader.readDigest()
        } else {
            deal = try reader.readOptionalDigest().map { DealID($0) }
            for _ in 0..<(try reader.readArray(limit: .max)) { events.append(try LedgerEvent(from: &reader)) }
        }
        try reader.end()
    }
}
