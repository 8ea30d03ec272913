package import Core
import Glibc

/// Small files that only their owner may read: keys and secrets.
package enum PrivateFile {
    /// The most bytes that are read.
    package static let bytesMax = 1 << 16

    /// Makes a file that is there whole or not at all; throws `conflict` when there is one already.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(CoreError) {
        let draft = path + ".\(getpid()).new"
        try write(bytes, to: draft)
        defer { unlink(draft) }
        guard link(draft, path) == 0 else {
            let code = errno
            throw failure(
                code == EEXIST ? .conflict : .io,
                code == EEXIST ? "\(path) is there already" : "cannot make \(path)",
                code
            )
        }
        let slash = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let folder = open(slash.isEmpty ? "/" : slash, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Reads a file; throws `notFound`, `io`, or `forbidden` when others may read it.
    package static func read(_ path: String) throws(CoreError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            let code = errno
            throw failure(code == ENOENT ? .notFound : .io, "cannot read \(path)", code)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(.io, "cannot read \(path)", errno) }
        guard status.st_mode & 0o077 == 0 else {
            throw CoreError(
                .forbidden,
                "others may read \(path)",
                hint: "take their right away with 'chmod 600 \(path)'; if they may have read it, make a new one",
                component: "Ledger"
            )
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var count = 0
        while count < bytes.count {
            let piece = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if piece < 0, errno == EINTR { continue }
            guard piece >= 0 else { throw failure(.io, "cannot read \(path)", errno) }
            if piece == 0 { break }
            count += piece
        }
        guard count <= bytesMax else { throw failure(.corrupt, "\(path) is no file of ours: it is too long", 0) }
        return Array(bytes[..<count])
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(CoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(.io, "cannot make \(path)", errno) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let piece = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if piece < 0, errno == EINTR { continue }
            guard piece > 0 else {
                let code = errno
                unlink(path)
                throw failure(.io, "cannot write \(path)", code)
            }
            written += piece
        }
        guard fsync(descriptor) == 0 else {
            let code = errno
            unlink(path)
            throw failure(.io, "cannot write \(path)", code)
        }
    }

    private static func failure(_ code: CoreError.Code, _ message: String, _ errorNumber: Int32) -> CoreError {
        CoreError(
            code,
            message,
            component: "Ledger",
            cause: errorNumber == 0 ? nil : String(cString: strerror(errorNumber))
        )
    }
}
