import ContentAddressing
import Core
import Glibc

/// Keeps compiled modules in a folder of this user alone.
///
/// What lies there is machine code that is run as found, so the folder and its files are used only when nobody else can
/// write to them; a digest beside each file finds damage. Nothing here is ever taken from a network.
final class CompiledCache: Sendable {
    private let path: String
    private let bytesMax: Int64

    /// Opens the folder, making it when it is missing.
    ///
    /// Throws `forbidden` when others could have written to it.
    init(path: String, bytesMax: Int64) throws {
        self.path = path
        self.bytesMax = bytesMax
        try Self.makeFolder(path)
        try Self.checkFolder(path)
    }

    /// A new name for a file that becomes an entry later, or that a child process reads.
    func temporaryPath(_ suffix: String) -> String {
        var random = SystemRandomNumberGenerator()
        return "\(path)/tmp-\(getpid())-\(String(random.next(), radix: 36))\(suffix)"
    }

    /// The file of a compiled module, or nil when there is none or it is damaged; a damaged one is removed.
    func lookUp(_ digest: Digest256) throws -> String? {
        try Self.checkFolder(path)
        let file = entryPath(digest)
        guard let expected = Self.readSmallFile(sumPath(digest)), let actual = Self.digestOfOwnFile(file),
            expected == actual.bytes
        else {
            remove(digest)
            return nil
        }
        // The time of the last use decides what is kept.
        utimes(file, nil)
        return file
    }

    /// Makes a temporary file, whose bytes are complete, the entry for a module; returns its path.
    func adopt(_ temporary: String, for digest: Digest256) throws -> String {
        guard chmod(temporary, 0o600) == 0, let sum = Self.digestOfOwnFile(temporary) else {
            throw Self.failed("read back the compiled module \(temporary)")
        }
        let temporarySum = temporaryPath(".sum")
        try Self.writeFile(temporarySum, sum.bytes)
        let file = entryPath(digest)
        // A crash between the two leaves an entry whose sum is missing or of another file: it is made again.
        guard rename(temporary, file) == 0, rename(temporarySum, sumPath(digest)) == 0 else {
            unlink(temporarySum)
            throw Self.failed("store the compiled module \(file)")
        }
        prune(keeping: file)
        return file
    }

    func remove(_ digest: Digest256) {
        unlink(entryPath(digest))
        unlink(sumPath(digest))
    }

    func entryPath(_ digest: Digest256) -> String { "\(path)/\(Self.name(digest)).cwasm" }

    private func sumPath(_ digest: Digest256) -> String { "\(path)/\(Self.name(digest)).sum" }

    private static func name(_ digest: Digest256) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self) + "-" + EngineHost.configurationTag
    }

    // MARK: - Files

    static func writeFile(_ path: String, _ bytes: [UInt8]) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failed("create \(path)") }
        defer { close(file) }
        do throws(WasiErrno) {
            try HostTransfer.write(file, at: 0, from: bytes)
        } catch {
            unlink(path)
            throw failed("write \(path)")
        }
    }

    private static func failed(_ what: String) -> CoreError {
        CoreError(.io, "cannot \(what)", component: "wasm", cause: String(cString: strerror(errno)))
    }

    private static func makeFolder(_ path: String) throws {
        var made = ""
        for part in path.split(separator: "/") {
            made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw failed("make the folder \(made)") }
        }
    }

    private static func checkFolder(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failed("look at the folder \(path)") }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw CoreError(
                .forbidden,
                "the folder \(path) for compiled modules is not this user's alone; code from it is not run",
                hint: "choose another folder, or remove this one and make it again with mode 700",
                component: "wasm"
            )
        }
    }

    /// The digest of a regular file that belongs to this user and that nobody else can write; nil for anything else.
    private static func digestOfOwnFile(_ path: String) -> Digest256? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else { return nil }
        var hasher = SHA256Hasher()
        let isWhole = withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                let count = read(file, buffer.baseAddress, buffer.count)
                if count == 0 { return true }
                if count < 0 { return false }
                hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return isWhole ? hasher.digest() : nil
    }

    private static func readSmallFile(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Digest256.byteCount)
        return read(file, &bytes, bytes.count) == bytes.count ? bytes : nil
    }

    // MARK: - Size

    /// Removes the longest unused entries until the folder is small enough, and what crashes left behind.
    private func prune(keeping kept: String) {
        var entries = listEntries()
        var total = entries.reduce(0) { $0 + $1.bytes }
        entries.sort { $0.usedAt < $1.usedAt }
        for entry in entries where total > bytesMax && entry.path != kept {
            unlink(entry.path)
            unlink(String(entry.path.dropLast(".cwasm".count)) + ".sum")
            total -= entry.bytes
        }
    }

    private func listEntries() -> [(path: String, bytes: Int64, usedAt: Int)] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var entries: [(path: String, bytes: Int64, usedAt: Int)] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let file = path + "/" + name
            var status = stat()
            guard lstat(file, &status) == 0 else { continue }
            if name.hasPrefix("tmp-"), time(nil) - status.st_mtim.tv_sec > Self.temporarySecondsMax { unlink(file) }
            guard name.hasSuffix(".cwasm"), !name.hasPrefix("tmp-") else { continue }
            entries.append((file, Int64(status.st_size), status.st_mtim.tv_sec))
        }
        return entries
    }

    /// A temporary file this old was left behind by a crash.
    private static let temporarySecondsMax = 24 * 60 * 60
}
