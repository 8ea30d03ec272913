/// The linear memory of the calling instance, valid during one host call; every access is checked against its bounds.
struct GuestMemory {
    let base: UnsafeMutableRawPointer
    let count: Int

    /// The bytes at `pointer`; throws `fault` when they do not all lie in the memory.
    func bytes(_ pointer: UInt32, _ length: UInt32) throws(WasiErrno) -> UnsafeMutableRawBufferPointer {
        let start = Int(pointer)
        guard start + Int(length) <= count else { throw .fault }
        return UnsafeMutableRawBufferPointer(start: base + start, count: Int(length))
    }

    /// A little-endian number at `pointer`, aligned or not.
    func load<Number: FixedWidthInteger>(_ type: Number.Type, at pointer: UInt32) throws(WasiErrno) -> Number {
        let source = try bytes(pointer, UInt32(MemoryLayout<Number>.size))
        return Number(littleEndian: source.loadUnaligned(as: Number.self))
    }

    /// Writes a little-endian number at `pointer`, aligned or not.
    func store<Number: FixedWidthInteger>(_ value: Number, at pointer: UInt32) throws(WasiErrno) {
        let target = try bytes(pointer, UInt32(MemoryLayout<Number>.size))
        target.storeBytes(of: value.littleEndian, as: Number.self)
    }

    /// A list of buffers (`iovec` or `ciovec`, eight bytes each) that the guest passed.
    func vectors(_ pointer: UInt32, _ count: UInt32) throws(WasiErrno) -> GuestVectors {
        guard count <= WasiLimits.vectorsMax else { throw .invalid }
        return GuestVectors(memory: self, table: UnsafeRawBufferPointer(try bytes(pointer, count * 8)))
    }
}

/// A list of buffers in guest memory, cut off at `WasiLimits.transferBytesMax` bytes in all.
struct GuestVectors {
    let memory: GuestMemory
    let table: UnsafeRawBufferPointer

    /// Calls `body` with each buffer in order until it returns fewer bytes than it was given; returns the sum.
    ///
    /// An error after some bytes were moved is not thrown: the sum so far is returned, as POSIX has it.
    func forEach(
        _ body: (UnsafeMutableRawBufferPointer) throws(WasiErrno) -> Int
    ) throws(WasiErrno) -> UInt32 {
        var total = 0
        for index in stride(from: 0, to: table.count, by: 8) where total < WasiLimits.transferBytesMax {
            let pointer = UInt32(littleEndian: table.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            let length = UInt32(littleEndian: table.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))
            let wanted = min(Int(length), WasiLimits.transferBytesMax - total)
            if wanted == 0 { continue }
            do throws(WasiErrno) {
                let moved = try body(try memory.bytes(pointer, UInt32(wanted)))
                total += moved
                if moved < wanted { break }
            } catch {
                if total > 0 { break }
                throw error
            }
        }
        return UInt32(total)
    }
}
