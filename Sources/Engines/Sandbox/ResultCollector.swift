import Core
import Glibc

/// Collects what a program left in its result folders, after its last process has ended.
///
/// Links stay links and are never followed; sockets, pipes, devices and names that are not UTF-8 are skipped with a
/// note.
struct ResultCollector {
    static let notesMax = 20

    private let limits: OutputLimits
    /// Paths that the sandbox made inside of result folders so that inputs could be mounted there.
    private let mountPoints: Set<String>
    private(set) var notes: [String] = []
    private(set) var bytes: UInt64 = 0
    private var files = 0

    init(limits: OutputLimits, mountPoints: Set<String>) {
        self.limits = limits
        self.mountPoints = mountPoints
    }

    /// The tree below the host folder at `path`, which the program knew as `place`.
    ///
    /// Throws `exhausted` beyond a limit.
    mutating func collect(_ path: String, place: String) throws -> ResultNode {
        guard chmod(path, 0o700) == 0, let handle = FolderHandle(path: path) else {
            throw HostCall.failure("open the result folder \(path)")
        }
        return .directory(try entries(handle, path, place, depth: 1))
    }

    private mutating func entries(
        _ folder: borrowing FolderHandle,
        _ path: String,
        _ place: String,
        depth: Int
    ) throws -> [ResultEntry] {
        if depth > OutputLimits.depthMax { throw OutputLimits.depthViolation }
        var result: [ResultEntry] = []
        for entry in folder.entries(max: limits.filesMax - files + 2) {
            let inside = place + "/" + entry.name.text
            if mountPoints.contains(inside) && entry.kind != S_IFDIR { continue }
            files += 1
            bytes &+= entry.kind == S_IFREG ? entry.size : 0
            if let error = limits.violation(bytes: bytes, files: files) { throw error }
            if !entry.name.isText {
                note("\(inside): the name is not UTF-8")
                continue
            }
            if let node = try node(entry, folder, path + "/" + entry.name.text, inside, depth) {
                result.append(ResultEntry(name: entry.name.text, node: node))
            }
        }
        return result.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func node(
        _ entry: FolderHandle.Entry,
        _ folder: borrowing FolderHandle,
        _ path: String,
        _ inside: String,
        _ depth: Int
    ) throws -> ResultNode? {
        switch entry.kind {
        case S_IFREG:
            guard folder.setPlainMode(entry.name) else { throw HostCall.failure("take over the result \(path)") }
            return .file(path: path, size: entry.size)
        case S_IFLNK:
            guard let target = folder.linkTarget(entry.name) else {
                note("\(inside): the link's target is not UTF-8")
                return nil
            }
            return .symlink(target: target)
        case S_IFDIR:
            guard let below = folder.folder(entry.name, unlocking: true) else {
                throw HostCall.failure("open the result folder \(path)")
            }
            let entries = try entries(below, path, inside, depth: depth + 1)
            return entries.isEmpty && mountPoints.contains(inside) ? nil : .directory(entries)
        default:
            note("\(inside): a special file")
            return nil
        }
    }

    private mutating func note(_ text: String) {
        if notes.count < Self.notesMax { notes.append("not collected: " + text) }
    }
}
