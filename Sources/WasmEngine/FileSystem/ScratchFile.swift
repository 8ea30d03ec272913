import Core
import Glibc

/// Bytes that a program writes: in memory while they are few, in a scratch file of the host once they are many.
///
/// Offsets and sizes come from callers that keep to the task's limits, so they always fit.
final class ScratchFile {
    private let space: ScratchSpace
    private var memory: [UInt8] = []
    private var hostPath: String?
    private var descriptor: Int32 = -1
    private(set) var size = 0

    init(space: ScratchSpace) { self.space = space }

    deinit { closeHostFile() }

    /// Fills the buffer from `offset` and returns how many bytes there were.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(WasiErrno) -> Int {
        guard offset < size else { return 0 }
        let count = min(buffer.count, size - offset)
        guard hostPath != nil else {
            memory.withUnsafeBytes { source in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
            }
            return count
        }
        let file = try hostFile()
        return try HostTransfer.read(file, at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }

    /// Writes all bytes at `offset`; what lies between the end and `offset` reads as zeros.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(WasiErrno) {
        guard !bytes.isEmpty else { return }
        let end = offset + bytes.count
        try makeRoom(for: max(end, size))
        if hostPath != nil {
            try HostTransfer.write(try hostFile(), at: offset, from: bytes)
        } else if offset == memory.count {
            memory.append(contentsOf: bytes)
        } else {
            if end > memory.count { memory.append(contentsOf: repeatElement(0, count: end - memory.count)) }
            memory.withUnsafeMutableBytes { $0[offset..<end].copyBytes(from: bytes) }
        }
        size = max(size, end)
    }

    /// Cuts or extends the file with zeros.
    func resize(to newSize: Int) throws(WasiErrno) {
        try makeRoom(for: newSize)
        if hostPath != nil {
            guard ftruncate(try hostFile(), newSize) == 0 else { throw errno == ENOSPC ? .noSpace : .io }
        } else if newSize < memory.count {
            space.giveBackMemory(memory.count - newSize)
            memory.removeLast(memory.count - newSize)
        } else {
            memory.append(contentsOf: repeatElement(0, count: newSize - memory.count))
        }
        size = newSize
    }

    /// Lets go of the host's descriptor; the next access opens the file again.
    func closeHostFile() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Deletes the bytes; the file must not be used again.
    func discard() {
        closeHostFile()
        if let hostPath { unlink(hostPath) } else { space.giveBackMemory(memory.count) }
        memory = []
    }

    /// The bytes as a result; closes the host's file.
    func takeResult() -> ResultNode {
        closeHostFile()
        if let hostPath { return .file(path: hostPath, size: UInt64(size)) }
        return .bytes(memory)
    }

    /// Counts the memory for a file of `newSize` bytes, or moves the file to disk.
    private func makeRoom(for newSize: Int) throws(WasiErrno) {
        guard hostPath == nil, newSize > memory.count else { return }
        if newSize <= ScratchSpace.fileMemoryMax, space.takeMemory(newSize - memory.count) { return }
        let (path, file) = try space.makeFile()
        hostPath = path
        descriptor = file
        try HostTransfer.write(file, at: 0, from: memory)
        space.giveBackMemory(memory.count)
        memory = []
    }

    private func hostFile() throws(WasiErrno) -> Int32 {
        if descriptor < 0, let hostPath { descriptor = open(hostPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw errno == EMFILE || errno == ENFILE ? .tooManyOpen : .io }
        return descriptor
    }
}
