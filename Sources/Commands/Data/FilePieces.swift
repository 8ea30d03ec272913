import Glibc

/// Reads a file piece by piece, for sending.
enum FilePieces {
    private static let pieceBytes = 1 << 18

    /// The pieces of a file, or of the standard input for nil.
    ///
    /// Throws when the file cannot be opened.
    static func stream(_ path: String?) throws -> AsyncThrowingStream<[UInt8], any Error> {
        let file = try OpenFile(path)
        return AsyncThrowingStream { try file.next(pieceBytes) }
    }

    /// A file that is closed with its last reference.
    private final class OpenFile: Sendable {
        private let descriptor: Int32
        private let name: String

        init(_ path: String?) throws {
            name = path ?? "the standard input"
            descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? STDIN_FILENO
            guard descriptor >= 0 else {
                throw CommandError(.file, "cannot read \(name): \(LocalFiles.reason(errno))", hint: "check the path")
            }
        }

        deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

        /// The next piece, at most `limit` bytes; nil at the end.
        func next(_ limit: Int) throws -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: limit)
            while true {
                let count = Glibc.read(descriptor, &bytes, limit)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw CommandError(.file, "cannot read \(name): \(LocalFiles.reason(errno))") }
                return count == 0 ? nil : Array(bytes[..<count])
            }
        }
    }
}
