import ContentAddressing

/// Gathers the parts of one hash on the stack, so that hashing allocates nothing of ours.
struct HashInput: ~Copyable {
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    private init(_ buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

    /// The hash of what `fill` appends, at most `capacity` bytes.
    static func hash(capacity: Int, _ fill: (inout HashInput) -> Void) -> Digest256 {
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
            var input = HashInput(buffer)
            fill(&input)
            return SHA256Hasher.digest(of: UnsafeRawBufferPointer(rebasing: buffer[..<input.count]))
        }
    }

    mutating func append(_ label: StaticString) {
        precondition(count + label.utf8CodeUnitCount <= buffer.count, "a hash input is larger than announced")
        label.withUTF8Buffer { UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: .init($0)) }
        count += label.utf8CodeUnitCount
    }

    mutating func append(_ digest: Digest256) {
        precondition(count + Digest256.byteCount <= buffer.count, "a hash input is larger than announced")
        digest.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: $0) }
        count += Digest256.byteCount
    }

    mutating func append(_ number: UInt64) {
        precondition(count + 8 <= buffer.count, "a hash input is larger than announced")
        buffer.storeBytes(of: number.bigEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    mutating func append(_ number: UInt32) {
        precondition(count + 4 <= buffer.count, "a hash input is larger than announced")
        buffer.storeBytes(of: number.bigEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    mutating func append(_ byte: UInt8) {
        precondition(count < buffer.count, "a hash input is larger than announced")
        buffer[count] = byte
        count += 1
    }

    mutating func append(_ bytes: [UInt8]) {
        precondition(count + bytes.count <= buffer.count, "a hash input is larger than announced")
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: $0) }
        count += bytes.count
    }
}
