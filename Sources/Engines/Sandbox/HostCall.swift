import Core
import Glibc

/// Calls of the operating system whose errors become `CoreError`s that say what was tried, and where.
enum HostCall {
    static let component = "SandboxEngine"

    /// The error of the call that has just failed.
    static func failure(_ action: String, _ number: Int32 = errno) -> CoreError {
        CoreError(.io, "could not \(action)", component: component, cause: String(cString: strerror(number)))
    }

    /// Makes the folder and those above it that are missing; an existing folder is left as it is.
    static func makeDirectories(_ path: String, mode: mode_t = 0o700) throws {
        if mkdir(path, mode) == 0 || (errno == EEXIST && isDirectory(path)) { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw failure("make the folder \(path)")
        }
        try makeDirectories(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make the folder \(path)") }
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func isExecutableFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The text a symlink at `path` points to, or nil when there is no symlink.
    static func linkTarget(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Reads at most `bytesMax` bytes; nil when the file cannot be read.
    static func read(_ path: String, bytesMax: Int = 1 << 20) -> [UInt8]? {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while result.count < bytesMax {
            let count = Glibc.read(fd, &chunk, min(chunk.count, bytesMax - result.count))
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            result.append(contentsOf: chunk[..<count])
        }
        return result
    }

    static func readText(_ path: String) -> String? {
        read(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes into a file that exists, as the files of control groups want it: in one call.
    static func writeControl(_ path: String, _ text: String) -> Bool {
        let fd = open(path, O_WRONLY | O_CLOEXEC)
        guard fd >= 0 else { return false }
        defer { close(fd) }
        var text = text
        return text.withUTF8 { Glibc.write(fd, $0.baseAddress, $0.count) == $0.count }
    }

    /// Makes a file that must not exist yet.
    static func writeNew(_ path: String, _ bytes: some Collection<UInt8>, mode: mode_t = 0o644) throws {
        let fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode)
        guard fd >= 0 else { throw failure("make the file \(path)") }
        defer { close(fd) }
        try writeAll(fd, Array(bytes), path)
    }

    /// Makes or replaces a file that others may read at the same time: they see the old bytes or the new ones.
    static func replace(_ path: String, _ bytes: [UInt8]) throws {
        var pattern = Array((path + ".XXXXXX").utf8CString)
        let file = OwnedDescriptor(mkstemp(&pattern))
        guard file.isOpen else { throw failure("make a file beside \(path)") }
        do {
            try writeAll(file.number, bytes, path)
            guard fchmod(file.number, 0o644) == 0, rename(pattern, path) == 0 else { throw failure("make \(path)") }
        } catch {
            unlink(pattern)
            throw error
        }
    }

    static func writeAll(_ fd: Int32, _ bytes: [UInt8], _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(fd, $0.baseAddress.map { $0 + done }, $0.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("write \(path)") }
            done += count
        }
    }

    /// The names in a folder except `.` and `..`, sorted by their bytes; nil when it cannot be read.
    static func names(in path: String) -> [String]? {
        guard let stream = opendir(path) else { return nil }
        defer { closedir(stream) }
        return names(of: stream, max: Int.max).filter(\.isText).map(\.text).sorted()
    }

    /// A name of a folder, as bytes and, where it is UTF-8, as text.
    struct Name {
        var bytes: [CChar]
        var text: String
        var isText: Bool
    }

    /// At most `max` names of an open folder, in the order in which they come.
    static func names(of stream: OpaquePointer, max: Int) -> [Name] {
        var result: [Name] = []
        while result.count < max, let entry = Glibc.readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { start in
                    let bytes = Array(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
                    let text = String(validatingCString: start)
                    return Name(bytes: bytes, text: text ?? String(cString: start), isText: text != nil)
                }
            }
            if name.text != "." && name.text != ".." { result.append(name) }
        }
        return result
    }

    /// Nanoseconds of the monotonic clock.
    static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
