import Glibc

/// Removes a folder of ours with all that a program may have left in it.
enum FolderRemoval {
    /// Makes folders accessible first; follows no link.
    ///
    /// What cannot be removed stays.
    static func remove(_ path: String) {
        chmod(path, 0o700)
        if let folder = FolderHandle(path: path) { empty(folder) }
        rmdir(path)
    }

    /// One open descriptor per level: what lies deeper than there are descriptors stays.
    private static func empty(_ folder: borrowing FolderHandle) {
        for entry in folder.entries(max: Int.max) {
            let isFolder = entry.kind == S_IFDIR
            if isFolder, let below = folder.folder(entry.name, unlocking: true) { empty(below) }
            folder.remove(entry.name, isFolder: isFolder)
        }
    }
}
