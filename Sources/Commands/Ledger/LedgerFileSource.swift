import Glibc

/// Reads a file piece by piece.
final class LedgerFileSource {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.file, "cannot read \(path): \(LocalFiles.reason(errno))")
        }
    }

    deinit { close(descriptor) }

    /// At most so many bytes more; none at the end.
    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = Glibc.read(descriptor, &bytes, count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw CommandError(.file, "cannot read \(path): \(LocalFiles.reason(errno))") }
            return Array(bytes[..<got])
        }
    }
}
