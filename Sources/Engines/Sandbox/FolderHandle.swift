import Glibc

/// An open folder that is walked without ever following a link: below it, everything is reached by its own name.
struct FolderHandle: ~Copyable {
    /// What lies under one name.
    struct Entry {
        var name: HostCall.Name
        var mode: mode_t
        var size: UInt64
        /// What it takes on disk or its size, whichever is more: sparse files count in full.
        var chargedBytes: UInt64

        var kind: mode_t { mode & S_IFMT }
    }

    private let stream: OpaquePointer
    private let number: Int32

    /// Opens a folder by its path, of which only the last part must not be a link; nil when it cannot be opened.
    init?(path: String) {
        self.init(opening: open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }

    private init?(opening fd: Int32) {
        guard fd >= 0 else { return nil }
        guard let stream = fdopendir(fd) else {
            close(fd)
            return nil
        }
        self.stream = stream
        number = fd
    }

    deinit { closedir(stream) }

    /// Opens a folder inside this one; with `unlocking` after making it readable for its owner.
    func folder(_ name: HostCall.Name, unlocking: Bool) -> FolderHandle? {
        if unlocking { fchmodat(number, name.bytes, 0o700, 0) }
        return FolderHandle(opening: openat(number, name.bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }

    /// At most `max` entries, in no order; what vanishes meanwhile is left out.
    func entries(max: Int) -> [Entry] {
        HostCall.names(of: stream, max: max).compactMap { name -> Entry? in
            var status = stat()
            guard fstatat(number, name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
            let size = UInt64(Swift.max(0, status.st_size))
            let charged = Swift.max(size, UInt64(Swift.max(0, status.st_blocks)) * 512)
            return Entry(name: name, mode: status.st_mode, size: size, chargedBytes: charged)
        }
    }

    /// Gives a regular file plain permissions: no set-user-id bit survives.
    ///
    /// Only when nothing else can write here.
    func setPlainMode(_ name: HostCall.Name) -> Bool { fchmodat(number, name.bytes, 0o644, 0) == 0 }

    /// Removes a file or an empty folder; what cannot be removed stays.
    func remove(_ name: HostCall.Name, isFolder: Bool) {
        unlinkat(number, name.bytes, isFolder ? AT_REMOVEDIR : 0)
    }

    /// The text of a symlink; nil when it is none, or is not UTF-8.
    func linkTarget(_ name: HostCall.Name) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlinkat(number, name.bytes, &buffer, buffer.count - 1)
        return count > 0 ? String(validatingCString: Array(buffer[..<count]) + [0]) : nil
    }
}
