import Core
import Glibc
import Synchronization

/// Holds a database file for this process alone, until it is released or the process ends in any way.
///
/// SQLite itself would let two processes share the file; two orchestrators deciding over the same jobs must not. The
/// lock is `flock` on a file beside the database, which holds the process id of the owner for the error message.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock; throws `unavailable` when another owner has it, `io` when the file cannot be made.
    init(path: String, component: String) throws(CoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let code = errno
            throw CoreError(
                .io,
                "cannot write \(path)",
                hint: "check that the data folder exists and belongs to this user",
                component: component,
                cause: String(cString: strerror(code))
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.readOwner(descriptor)
            close(descriptor)
            let name = owner.map { "pid \($0)" } ?? "its process id is not known"
            throw CoreError(
                .unavailable,
                "another bacalhau (\(name)) uses this folder: \(path) is locked",
                hint: "stop it, or start this one with another data folder",
                component: component
            )
        }
        Self.writeOwner(descriptor)
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Gives the lock up; later calls do nothing.
    func release() {
        descriptor.withLock { value in
            if let descriptor = value {
                // A program that is being started may still hold a copy of the descriptor, and with it the lock.
                _ = flock(descriptor, LOCK_UN)
                close(descriptor)
            }
            value = nil
        }
    }

    private static func readOwner(_ descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self))
    }

    /// The number helps people only, so that failing to write it is not an error.
    private static func writeOwner(_ descriptor: Int32) {
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }
}
