package import ContentAddressing

/// One entry of a ledger's log: what came in, what it did, and the hash that ties it to all entries before it.
package struct LedgerEntry: Hashable, Sendable {
    /// Counts entries from 0.
    package let sequence: UInt64
    /// Seconds since 1970; never below that of the entry before.
    package let time: Int64
    /// Tells one form of input from another.
    package let kind: UInt8
    /// What the ledger was told, such as a signed message.
    package let input: [UInt8]
    /// What it did, which replaying the input gives again.
    package let effects: [UInt8]
    /// The hash of the entry before; zeros for the first.
    package let previous: Digest256
    /// The hash of all of this.
    package let hash: Digest256

    /// The most bytes that input and effects may have each.
    package static let bytesMax = 1 << 20

    /// The entry that follows another one, or the first.
    package init(after last: LedgerEntry?, time: Int64, kind: UInt8, input: [UInt8], effects: [UInt8]) {
        let sequence = last.map { $0.sequence + 1 } ?? 0
        self.init(
            sequence: sequence,
            time: time,
            kind: kind,
            input: input,
            effects: effects,
            previous: last?.hash ?? Self.beginning
        )
    }

    /// The entry with these fields; its hash is computed.
    package init(
        sequence: UInt64,
        time: Int64,
        kind: UInt8,
        input: [UInt8],
        effects: [UInt8],
        previous: Digest256
    ) {
        let hash = Self.hash(sequence, time, kind, input, effects, previous)
        self.init(
            sequence: sequence,
            time: time,
            kind: kind,
            input: input,
            effects: effects,
            previous: previous,
            hash: hash
        )
    }

    /// The entry as it was stored, with the hash that was stored.
    package init(
        sequence: UInt64,
        time: Int64,
        kind: UInt8,
        input: [UInt8],
        effects: [UInt8],
        previous: Digest256,
        hash: Digest256
    ) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.input = input
        self.effects = effects
        self.previous = previous
        self.hash = hash
    }

    /// The hash that the fields ought to have.
    package var expectedHash: Digest256 { Self.hash(sequence, time, kind, input, effects, previous) }

    /// What the first entry names as the hash before it.
    package static let beginning = [UInt8](repeating: 0, count: Digest256.byteCount).withUnsafeBytes { Digest256($0) }

    private static func hash(
        _ sequence: UInt64,
        _ time: Int64,
        _ kind: UInt8,
        _ input: [UInt8],
        _ effects: [UInt8],
        _ previous: Digest256
    ) -> Digest256 {
        var head = Array("bac/log/v1".utf8)
        head.reserveCapacity(128)
        previous.append(to: &head)
        withUnsafeBytes(of: sequence.bigEndian) { head.append(contentsOf: $0) }
        withUnsafeBytes(of: time.bigEndian) { head.append(contentsOf: $0) }
        head.append(kind)
        withUnsafeBytes(of: UInt32(input.count).bigEndian) { head.append(contentsOf: $0) }
        var hasher = SHA256Hasher()
        hasher.update(head)
        hasher.update(input)
        hasher.update(effects)
        return hasher.digest()
    }
}
