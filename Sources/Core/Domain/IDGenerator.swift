/// Makes ids from a seed, so that the same seed and the same calls give the same ids.
///
/// Each kind of id has its own child generator: a new draw of one kind does not shift the others.
package struct IDGenerator: Sendable {
    private var jobs: SplitMix64
    private var executions: SplitMix64
    private var evaluations: SplitMix64

    package init(seed: UInt64) {
        var root = SplitMix64(seed: seed)
        jobs = SplitMix64(seed: root.next())
        executions = SplitMix64(seed: root.next())
        evaluations = SplitMix64(seed: root.next())
    }

    package mutating func jobID() -> JobID { JobID("j-" + Self.uuid(&jobs)) }
    package mutating func executionID() -> ExecutionID { ExecutionID("e-" + Self.uuid(&executions)) }
    package mutating func evaluationID() -> String { Self.uuid(&evaluations) }

    /// The text of a version 4 UUID (RFC 9562, section 5.4) from 128 bits of the generator.
    package static func uuid(_ generator: inout SplitMix64) -> String {
        uuid(high: generator.next(), low: generator.next())
    }

    /// The text of a version 4 UUID over the given bits; version and variant bits are overwritten.
    package static func uuid(high: UInt64, low: UInt64) -> String {
        let high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var index = 0
            for (position, shift) in stride(from: 60, through: 0, by: -4).enumerated() {
                if position == 8 || position == 12 { append(0x2D, &index, buffer) }
                append(hexDigit(high >> UInt64(shift)), &index, buffer)
            }
            append(0x2D, &index, buffer)
            for (position, shift) in stride(from: 60, through: 0, by: -4).enumerated() {
                if position == 4 { append(0x2D, &index, buffer) }
                append(hexDigit(low >> UInt64(shift)), &index, buffer)
            }
            return index
        }
    }

    private static func append(_ byte: UInt8, _ index: inout Int, _ buffer: UnsafeMutableBufferPointer<UInt8>) {
        buffer[index] = byte
        index += 1
    }

    private static func hexDigit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(value & 15)
        return nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
}
