import Core
import Glibc

/// A file that the program may read: a range of a file on the host, or bytes in memory.
final class InputFile {
    enum Source {
        case host(path: String, offset: UInt64)
        case memory([UInt8])
    }

    let inode: UInt64
    let source: Source
    let size: UInt64

    init(inode: UInt64, source: Source, size: UInt64) {
        self.inode = inode
        self.source = source
        self.size = size
    }
}

/// An input file that a guest descriptor holds open; the host's descriptor lives exactly as long.
final class InputHandle {
    let file: InputFile
    private let descriptor: Int32

    /// Opens the file for reading, refusing links, devices and pipes in its place.
    init(_ file: InputFile) throws(WasiErrno) {
        self.file = file
        guard case .host(let path, let offset) = file.source else {
            descriptor = -1
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard opened >= 0 else { throw errno == EMFILE || errno == ENFILE ? .tooManyOpen : .io }
        var status = stat()
        let isSound =
            fstat(opened, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && UInt64(status.st_size) >= offset && UInt64(status.st_size) - offset >= file.size
        guard isSound else {
            close(opened)
            throw .io
        }
        descriptor = opened
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Fills the buffer from `offset` of the input and returns how many bytes there were.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(WasiErrno) -> Int {
        guard offset < file.size else { return 0 }
        let count = Int(min(UInt64(buffer.count), file.size - offset))
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        switch file.source {
        case .host(_, let start):
            return try HostTransfer.read(descriptor, at: Int(start + offset), into: target)
        case .memory(let bytes):
            bytes.withUnsafeBytes { source in
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[Int(offset)..<Int(offset) + count]))
            }
            return count
        }
    }
}
