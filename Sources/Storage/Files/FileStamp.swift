import Core
import Glibc

/// What the file system says about a file: enough to notice that it was changed, truncated or replaced.
struct FileStamp: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file, directory, symlink
        /// A socket, device or pipe: nothing that has content.
        case special
    }

    var kind: Kind
    var sizeBytes: UInt64
    var modifiedNanoseconds: Int64
    var inode: UInt64

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symlink
            default: .special
            }
        sizeBytes = UInt64(max(0, status.st_size))
        modifiedNanoseconds = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        inode = UInt64(status.st_ino)
    }

    /// Looks at a path without following a symlink at its end.
    init(atPath path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw systemFailure("look at", path) }
        self.init(status)
    }

    /// Looks at a path without following a symlink at its end; nil when nothing is there.
    static func ifPresent(atPath path: String) -> FileStamp? {
        var status = stat()
        return lstat(path, &status) == 0 ? FileStamp(status) : nil
    }

    /// True when the file is still the one that was recorded.
    func matches(_ file: IndexedFile) -> Bool {
        kind == .file && sizeBytes == file.sizeBytes && modifiedNanoseconds == file.modifiedNanoseconds
            && inode == file.inode
    }
}
