import Core
import Glibc

/// Arguments, variables, exit and randomness.
extension WasiContext {
    /// The count and the bytes, with an ending zero each, of the arguments; `argv[0]` is the empty string.
    func argumentSizes() -> (count: Int, bytes: Int) {
        (arguments.count + 1, arguments.reduce(1) { $0 + $1.utf8.count + 1 })
    }

    func writeArguments(_ memory: GuestMemory, pointers: UInt32, buffer: UInt32) throws(WasiErrno) {
        var writer = StringTableWriter(memory: memory, pointers: pointers, buffer: buffer)
        try writer.append("", nil)
        for argument in arguments { try writer.append(argument, nil) }
    }

    /// The count and the bytes of the variables as `KEY=value` with an ending zero each.
    func variableSizes() -> (count: Int, bytes: Int) {
        let pairs = environment.pairs
        return (pairs.count, pairs.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 2 })
    }

    func writeVariables(_ memory: GuestMemory, pointers: UInt32, buffer: UInt32) throws(WasiErrno) {
        var writer = StringTableWriter(memory: memory, pointers: pointers, buffer: buffer)
        for pair in environment.pairs { try writer.append(pair.key, pair.value) }
    }

    func storeSizes(
        _ sizes: (count: Int, bytes: Int),
        _ memory: GuestMemory,
        _ count: UInt32,
        _ bytes: UInt32
    ) throws(WasiErrno) {
        guard let number = UInt32(exactly: sizes.count), let length = UInt32(exactly: sizes.bytes) else {
            throw .overflow
        }
        try memory.store(number, at: count)
        try memory.store(length, at: bytes)
    }

    /// Fills the buffer: from the seed in a deterministic run, else from the host.
    func fillRandom(_ buffer: UnsafeMutableRawBufferPointer) throws(WasiErrno) {
        var start = 0
        while start < buffer.count {
            let end = min(buffer.count, start + WasiLimits.randomPieceBytes)
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end])
            if random != nil { fillFromSeed(piece) } else { try fillFromHost(piece) }
            start = end
            // A run that must end is ended after this call.
            if start < buffer.count && checkLimits() { return }
        }
    }

    /// Eight bytes of the generator at a time, little-endian; what is left of the last eight is dropped.
    private func fillFromSeed(_ piece: UnsafeMutableRawBufferPointer) {
        var index = 0
        while index < piece.count {
            var word = (random?.next() ?? 0).littleEndian
            let count = min(8, piece.count - index)
            withUnsafeBytes(of: &word) { bytes in
                piece[index..<index + count].copyBytes(from: bytes[..<count])
            }
            index += count
        }
    }

    private func fillFromHost(_ piece: UnsafeMutableRawBufferPointer) throws(WasiErrno) {
        // The system gives at most this many bytes at a time.
        for start in stride(from: 0, to: piece.count, by: 256) {
            let count = min(256, piece.count - start)
            guard getentropy(piece.baseAddress.map { $0 + start }, count) == 0 else { throw .io }
        }
    }
}

/// Writes zero-ended strings one after another and a table of pointers to them.
private struct StringTableWriter {
    let memory: GuestMemory
    var pointers: UInt32
    var buffer: UInt32

    init(memory: GuestMemory, pointers: UInt32, buffer: UInt32) {
        self.memory = memory
        self.pointers = pointers
        self.buffer = buffer
    }

    /// Appends `key`, or `key=value`.
    mutating func append(_ key: String, _ value: String?) throws(WasiErrno) {
        try memory.store(buffer, at: pointers)
        try write(key.utf8)
        if let value {
            try write(CollectionOfOne(UInt8(ascii: "=")))
            try write(value.utf8)
        }
        try write(CollectionOfOne(0))
        let (next, overflow) = pointers.addingReportingOverflow(4)
        guard !overflow else { throw .fault }
        pointers = next
    }

    private mutating func write(_ text: some Collection<UInt8>) throws(WasiErrno) {
        guard let count = UInt32(exactly: text.count) else { throw .fault }
        let target = try memory.bytes(buffer, count)
        target.copyBytes(from: text)
        buffer += count
    }
}
