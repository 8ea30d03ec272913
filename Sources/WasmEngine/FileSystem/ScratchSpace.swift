import Glibc

/// Where the bytes of written files go when they outgrow memory: numbered files in the run's scratch folder.
///
/// Used by one run on one thread.
final class ScratchSpace {
    /// The most bytes of one file that stay in memory.
    static let fileMemoryMax = 256 << 10
    /// The most bytes of all files together that stay in memory.
    static let totalMemoryMax = 16 << 20

    private let path: String
    private var memoryUsed = 0
    private var filesMade = 0
    private var isCreated = false

    init(path: String) { self.path = path }

    /// Takes `count` more bytes of memory, or returns false when they must go to disk.
    func takeMemory(_ count: Int) -> Bool {
        guard memoryUsed + count <= Self.totalMemoryMax else { return false }
        memoryUsed += count
        return true
    }

    func giveBackMemory(_ count: Int) { memoryUsed -= count }

    /// Creates an empty file and returns its path and an open descriptor for it.
    func makeFile() throws(WasiErrno) -> (path: String, descriptor: Int32) {
        if !isCreated {
            guard Self.createFolder(path) else { throw .io }
            isCreated = true
        }
        filesMade += 1
        let file = path + "/wasm-" + String(filesMade)
        let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw errno == EMFILE || errno == ENFILE ? .tooManyOpen : .io }
        return (file, descriptor)
    }

    /// Creates a folder and those above it that are missing.
    private static func createFolder(_ path: String) -> Bool {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return false }
        return createFolder(String(path[..<slash])) && (mkdir(path, 0o700) == 0 || errno == EEXIST)
    }
}
