import Core
import Glibc

/// Operations on folders and on names in them.
enum Folder {
    /// The most names read from one folder.
    static let namesMax = 5_000_000

    /// The names in a folder without `.` and `..`, as raw bytes, sorted.
    static func names(in path: String) throws -> [[UInt8]] {
        guard let handle = opendir(path) else { throw systemFailure("list", path) }
        defer { closedir(handle) }
        var names: [[UInt8]] = []
        errno = 0
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            guard names.count < namesMax else {
                throw CoreError.storage(.tooLarge, "folder \(path) has more than \(namesMax) entries")
            }
            names.append(name)
            errno = 0
        }
        guard errno == 0 else { throw systemFailure("list", path) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Makes a folder and the ones above it; one that is there already is fine.
    static func make(_ path: String, mode: mode_t = 0o700) throws {
        if mkdir(path, mode) == 0 { return }
        let code = errno
        if code == EEXIST, isFolder(path) { return }
        guard code == ENOENT, let parent = parent(of: path), parent != path else {
            throw systemFailure("make the folder", path, code)
        }
        try make(parent, mode: mode)
        guard mkdir(path, mode) == 0 || (errno == EEXIST && isFolder(path)) else {
            throw systemFailure("make the folder", path)
        }
    }

    /// Waits until the names in a folder are on disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemFailure("open", path) }
        try OpenFile(adopting: descriptor, path: path).sync()
    }

    /// Deletes a file; one that is not there is fine.
    static func removeFile(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw systemFailure("delete", path) }
    }

    /// Deletes a file or a folder with all below it, following no symlinks; `depthMax` levels at most.
    static func removeTree(_ path: String, depthMax: Int = 128) throws {
        guard let stamp = FileStamp.ifPresent(atPath: path) else { return }
        guard stamp.kind == .directory else { return try removeFile(path) }
        guard depthMax > 0 else { throw CoreError.storage(.tooLarge, "folder \(path) is too deep to delete") }
        for name in try names(in: path) {
            try removeTree(path + "/" + String(decoding: name, as: UTF8.self), depthMax: depthMax - 1)
        }
        guard rmdir(path) == 0 || errno == ENOENT else { throw systemFailure("delete the folder", path) }
    }

    /// Moves a file within one file system.
    static func move(_ source: String, to target: String) throws {
        guard rename(source, target) == 0 else { throw systemFailure("move \(source) to", target) }
    }

    /// The text of a symlink, not followed.
    static func symlinkTarget(_ path: String) throws -> [UInt8] {
        let limit = Int(PATH_MAX) + 1
        return try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let length = buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(path, $0, limit) } ?? -1
            }
            guard length >= 0 else { throw systemFailure("read the symlink", path) }
            count = length
        }
    }

    /// The path with every symlink, `.` and `..` resolved.
    static func realPath(_ path: String) throws -> String {
        guard let resolved = realpath(path, nil) else { throw systemFailure("find", path) }
        defer { free(resolved) }
        guard let text = String(validatingCString: resolved) else {
            throw CoreError.storage(.badRequest, "the path \(path) resolves to a name that is not UTF-8")
        }
        return text
    }

    /// The part after the last slash.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }

    /// The part before the last slash; nil for a bare name.
    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && FileStamp(status).kind == .directory
    }
}
