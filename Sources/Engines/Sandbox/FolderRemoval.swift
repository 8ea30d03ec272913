import Glibc

/// Removes a folder of ours with all that a program may have left in it.
enum FolderRemoval {
    /// Makes folders accessible first; follows no link. What cannot be removed stays.
    static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT != S_IFDIR {
            unlink(path)
            return
        }
        chmod(path, 0o700)
        // Depth is bounded: a path longer than PATH_MAX fails above in `lstat`.
        for name in HostCall.names(in: path) ?? [] { remove(path + "/" + name) }
        rmdir(path)
    }
}
