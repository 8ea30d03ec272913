import Core
import Glibc

/// An open file that is closed when the value goes away.
struct OpenFile: ~Copyable {
    let descriptor: CInt
    /// For error texts.
    let path: String

    /// Opens an existing file for reading; a symlink at the end of the path is refused, a pipe does not block.
    init(reading path: String) throws {
        try self.init(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    }

    /// Makes a file that did not exist, readable and writable by its owner alone.
    init(creating path: String, mode: mode_t = 0o600) throws {
        try self.init(path, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
    }

    /// Opens a file for reading and writing and makes it when it is not there.
    init(updating path: String) throws {
        try self.init(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    }

    private init(_ path: String, flags: CInt, mode: mode_t = 0) throws {
        descriptor = open(path, flags | O_CLOEXEC, mode)
        self.path = path
        guard descriptor >= 0 else { throw systemFailure("open", path) }
    }

    /// Takes over an open descriptor.
    init(adopting descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func stamp() throws -> FileStamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw systemFailure("look at", path) }
        return FileStamp(status)
    }

    /// Fills the buffer from `offset`; fewer bytes are returned only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, base + done, buffer.count - done, off_t(offset) + off_t(done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw systemFailure("read", path)
            }
        }
        return done
    }

    /// Reads exactly `count` bytes at `offset`; nil when the file is shorter.
    func bytes(at offset: UInt64, count: Int) throws -> [UInt8]? {
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        }
        return bytes.count == count ? bytes : nil
    }

    /// Writes all bytes at `offset`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset) + off_t(done))
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw systemFailure("write", path)
            }
        }
    }

    /// Writes all bytes at `offset`.
    func write(_ bytes: [UInt8], at offset: UInt64) throws {
        try bytes.withUnsafeBytes { try write($0, at: offset) }
    }

    /// Sets the length; what is added reads as zeros.
    func truncate(to count: UInt64) throws {
        guard ftruncate(descriptor, off_t(count)) == 0 else { throw systemFailure("set the length of", path) }
    }

    /// Waits until the file is on disk.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw systemFailure("flush", path) }
    }

    /// Makes this file share the other's bytes where the file system can (a reflink); false where it cannot.
    func clone(from source: borrowing OpenFile) -> Bool {
        let ficlone: UInt = 0x4004_9409
        return ioctl(descriptor, ficlone, source.descriptor) == 0
    }
}
