import ContentAddressing
import Core
import Glibc
import Synchronization

/// Remembers the digests of modules, so that a module is hashed once and not at every run.
final class DigestCache: Sendable {
    /// What tells one state of a file from another.
    private struct FileState: Hashable {
        var path: String
        var offset: UInt64
        var size: UInt64
        var device: UInt64
        var inode: UInt64
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        var changedSeconds: Int
        var changedNanoseconds: Int
    }

    private struct State {
        var files: [FileState: Digest256] = [:]
        /// Arrays that are held here cannot be changed in place nor their memory be used again, so an array with the
        /// same buffer has the same bytes.
        var arrays: [(bytes: [UInt8], digest: Digest256)] = []
        var oldest = 0
    }

    private static let filesMax = 4096
    private static let arraysMax = 16
    private static let arrayBytesMax = 4 << 20

    private let state = Mutex(State())

    /// The digest of the module; reads the file when its state is not known.
    func digest(of source: ModuleSource, named name: String) throws(CoreError) -> Digest256 {
        switch source {
        case .bytes(let bytes): digest(of: bytes)
        case .file(let path, let offset, let size):
            try digest(ofFile: path, offset: offset, size: size, source: source, name: name)
        }
    }

    /// The digest when it is remembered; nil means that the bytes have to be read.
    func known(_ source: ModuleSource) -> Digest256? {
        switch source {
        case .bytes(let bytes):
            state.withLock { state in state.arrays.first { Self.isSameBuffer($0.bytes, bytes) }?.digest }
        case .file(let path, let offset, let size):
            Self.fileState(path, offset: offset, size: size).flatMap { key in state.withLock { $0.files[key] } }
        }
    }

    private func digest(of bytes: [UInt8]) -> Digest256 {
        if let known = known(.bytes(bytes)) { return known }
        let digest = SHA256Hasher.digest(of: bytes)
        guard bytes.count <= Self.arrayBytesMax else { return digest }
        state.withLock { state in
            if state.arrays.count < Self.arraysMax {
                state.arrays.append((bytes, digest))
            } else {
                state.arrays[state.oldest] = (bytes, digest)
                state.oldest = (state.oldest + 1) % Self.arraysMax
            }
        }
        return digest
    }

    private static func isSameBuffer(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { left.baseAddress == $0.baseAddress && left.count == $0.count }
        }
    }

    private func digest(
        ofFile path: String,
        offset: UInt64,
        size: UInt64,
        source: ModuleSource,
        name: String
    ) throws(CoreError) -> Digest256 {
        guard let key = Self.fileState(path, offset: offset, size: size) else {
            throw CoreError(
                .io,
                "cannot read the module '\(name)' at \(path)",
                component: "wasm",
                cause: String(cString: strerror(errno))
            )
        }
        if let known = state.withLock({ $0.files[key] }) { return known }
        let digest = SHA256Hasher.digest(of: try source.read(name))
        state.withLock { state in
            if state.files.count >= Self.filesMax { state.files.removeAll() }
            state.files[key] = digest
        }
        return digest
    }

    /// Nil when the file is not there; the reason is in `errno`.
    private static func fileState(_ path: String, offset: UInt64, size: UInt64) -> FileState? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileState(
            path: path,
            offset: offset,
            size: size,
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            modifiedSeconds: status.st_mtim.tv_sec,
            modifiedNanoseconds: status.st_mtim.tv_nsec,
            changedSeconds: status.st_ctim.tv_sec,
            changedNanoseconds: status.st_ctim.tv_nsec
        )
    }
}
