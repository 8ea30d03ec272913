import Glibc

/// Reading files of this machine, with limits and errors in words.
enum LocalFiles {
    private static let pieceBytes = 1 << 16

    /// The current folder of this process.
    static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The system's words for an error number.
    static func reason(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }

    /// What a path is, without following a link at its end; nil when nothing is there.
    static func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// Makes a folder that only its owner may enter, and those above it that are missing.
    static func makePrivateFolder(_ path: String) throws {
        if isDirectory(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try makePrivateFolder(String(path[..<slash]))
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CommandError(.file, "cannot make the folder \(path)", cause: reason(errno))
        }
    }

    /// A path in the system's folder for temporary files that nothing has yet.
    static func temporaryPath(_ purpose: String) -> String {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return "\(folder)/bacalhau-\(purpose)-\(getpid())-\(UInt64.random(in: .min ... .max))"
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { kind(path) != nil }

    /// The bytes of a file.
    ///
    /// Throws `file` when it cannot be read or has more than `bytesMax` bytes.
    static func read(_ path: String, bytesMax: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(
                .file,
                "cannot read \(path): \(reason(errno))",
                hint: errno == ENOENT ? "check the path" : nil
            )
        }
        defer { close(descriptor) }
        return try readAll(descriptor, bytesMax: bytesMax, name: path)
    }

    /// The text of a file; bytes that are not UTF-8 are an error.
    static func readText(_ path: String, bytesMax: Int) throws -> String {
        guard let text = String(validating: try read(path, bytesMax: bytesMax), as: UTF8.self) else {
            throw CommandError(.file, "\(path) is not UTF-8 text", hint: "save it as UTF-8")
        }
        return text
    }

    static func readAll(_ descriptor: Int32, bytesMax: Int, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandError(.file, "cannot read \(name): \(reason(errno))")
            }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= bytesMax else {
                throw CommandError(.file, "\(name) has more than \(HumanText.bytes(UInt64(bytesMax)))")
            }
        }
    }

    /// Writes a whole file by a new one that replaces it, so that a reader sees the old or the new content.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(.file, "cannot write \(temporary): \(reason(errno))")
        }
        var failure: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, failure == 0 {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if count >= 0 { done += count } else if errno != EINTR { failure = errno }
            }
        }
        close(descriptor)
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure != 0 else { return }
        unlink(temporary)
        throw CommandError(.file, "cannot write \(path): \(reason(failure))")
    }

    /// Makes a folder and those above it.
    static func makeDirectories(_ path: String) throws {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o755) != 0, errno != EEXIST {
                throw CommandError(.file, "cannot make the folder \(made): \(reason(errno))")
            }
        }
        guard isDirectory(path) else { throw CommandError(.file, "\(path) is not a folder") }
    }
}
