import Core
import Glibc

/// How much a run may leave behind.
struct OutputLimits {
    /// Levels of folders in one result path.
    static let depthMax = 64
    var bytesMax: UInt64
    var filesMax: Int

    /// The error when this much is too much; nil when it is within the limits.
    func violation(bytes: UInt64, files: Int) -> CoreError? {
        if bytes > bytesMax {
            return Self.exceeded("wrote more than \(bytesMax) bytes of results", "ask for more disk, or write less")
        }
        if files > filesMax {
            return Self.exceeded("left more than \(filesMax) files as results", "put many small files into an archive")
        }
        return nil
    }

    static let depthViolation = exceeded(
        "left folders more than \(depthMax) levels deep as results",
        "use fewer levels"
    )

    private static func exceeded(_ what: String, _ hint: String) -> CoreError {
        CoreError(.exhausted, "output limit exceeded: the program \(what)", hint: hint, component: HostCall.component)
    }
}

/// Measures what a running program has written, so that it can be ended before it fills the disk.
///
/// For the one thread that supervises the program.
final class OutputMeter {
    /// Of so many checks one looks through the program's descriptors, whatever the disk says.
    private static let checksPerSearch = 10

    private var checks = 0
    private let folders: [String]
    private let limits: OutputLimits
    private let device: dev_t
    private let freeBytes: UInt64

    /// The folders lie on one file system.
    init(folders: [String], limits: OutputLimits) {
        self.folders = folders
        self.limits = limits
        var status = stat()
        device = folders.first.map { stat($0, &status) == 0 ? status.st_dev : 0 } ?? 0
        freeBytes = Self.free(folders)
    }

    /// The limit that is exceeded now, or nil; `firstProcess` is the first one of the sandbox's process namespace.
    func check(firstProcess: pid_t?) -> CoreError? {
        var bytes: UInt64 = 0
        var files = 0
        for folder in folders {
            guard let handle = FolderHandle(path: folder) else { continue }
            if let error = add(handle, 1, &bytes, &files) { return error }
        }
        // Looking through descriptors is dear: mostly when the disk has lost more than the folders explain, and now and
        // then all the same, since others may give free what this program takes.
        checks += 1
        let isShort = Self.free(folders) < freeBytes &- min(freeBytes, limits.bytesMax)
        guard let firstProcess, isShort || checks.isMultiple(of: Self.checksPerSearch) else { return nil }
        let hidden = UnlinkedFiles.bytes(firstProcess: firstProcess, device: device)
        return limits.violation(bytes: bytes &+ hidden, files: files)
    }

    /// Free bytes of the file system.
    private static func free(_ folders: [String]) -> UInt64 {
        var status = statvfs()
        guard let folder = folders.first, statvfs(folder, &status) == 0 else { return 0 }
        return UInt64(status.f_bfree) * UInt64(status.f_frsize)
    }

    private func add(
        _ folder: borrowing FolderHandle,
        _ depth: Int,
        _ bytes: inout UInt64,
        _ files: inout Int
    ) -> CoreError? {
        if depth > OutputLimits.depthMax { return OutputLimits.depthViolation }
        for entry in folder.entries(max: limits.filesMax - files + 2) {
            files += 1
            bytes = bytes.addingReportingOverflow(entry.chargedBytes).overflow ? .max : bytes + entry.chargedBytes
            if let error = limits.violation(bytes: bytes, files: files) { return error }
            guard entry.kind == S_IFDIR, let below = folder.folder(entry.name, unlocking: false) else { continue }
            if let error = add(below, depth + 1, &bytes, &files) { return error }
        }
        return nil
    }
}
