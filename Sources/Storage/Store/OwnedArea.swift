import CZlib
import ContentAddressing
import Core
import Glibc
import Synchronization

/// The folder of a store: files that it owns, files that are being written, and the lock that keeps others out.
///
/// `owned/` holds whole files by the CID of their content, `tmp/` what a crash may leave behind (swept on open) and
/// `partial/` fetches that go on after a restart.
final class OwnedArea: Sendable {
    let folder: String
    private let lockDescriptor: CInt
    private let counter = Atomic<UInt64>(0)
    /// Makes names differ between one opening of the store and the next.
    private let epoch: String

    /// Makes the folders, takes the lock and sweeps `tmp/`; throws `conflict` when another process holds the lock.
    init(folder path: String) throws {
        try Folder.make(path)
        folder = try Folder.realPath(path)
        for name in ["owned", "tmp", "partial"] { try Folder.make(folder + "/" + name) }
        lockDescriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lockDescriptor >= 0 else { throw systemFailure("open", folder + "/lock") }
        guard flock(lockDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(lockDescriptor)
            guard code == EWOULDBLOCK else { throw systemFailure("lock", folder, code) }
            throw CoreError.storage(
                .conflict,
                "the content store \(folder) is in use by another process",
                hint: "stop that process or use another folder"
            )
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        epoch = String(UInt64(bitPattern: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)), radix: 36)
        for name in try Folder.names(in: folder + "/tmp") {
            try Folder.removeTree(folder + "/tmp/" + String(decoding: name, as: UTF8.self))
        }
    }

    deinit {
        // A program that is being started may still hold a copy of the descriptor, and with it the lock.
        _ = flock(lockDescriptor, LOCK_UN)
        close(lockDescriptor)
    }

    var ownedFolder: String { folder + "/owned" }

    /// A path below `tmp/` that nobody else uses.
    func temporaryPath() -> String { temporaryPath(in: folder + "/tmp") }

    /// A path below another folder of this store that nobody else uses.
    func temporaryPath(in folder: String) -> String { "\(folder)/\(uniqueName())" }

    /// Where the bytes of a file that is being fetched gather, also over restarts.
    func partialPath(of cid: CID) -> String {
        "\(folder)/partial/\(cid)"
    }

    /// Takes over a finished file of this content: moves it to its place and makes it read-only.
    ///
    /// It is durable after ``sync()``. A file on another file system is copied.
    func adopt(_ path: String, root: CID) throws -> IndexedFile {
        let text = "\(root)"
        let target = "\(ownedFolder)/\(text.suffix(2))"
        try Folder.make(target)
        let owned = "\(target)/\(text)-\(uniqueName())"
        if rename(path, owned) != 0 {
            guard errno == EXDEV else { throw systemFailure("move \(path) to", owned) }
            try copy(path, to: owned)
            try Folder.removeFile(path)
        }
        chmod(owned, 0o444)
        let stamp = try FileStamp(atPath: owned)
        return IndexedFile(
            path: owned,
            sizeBytes: stamp.sizeBytes,
            modifiedNanoseconds: stamp.modifiedNanoseconds,
            inode: stamp.inode,
            isOwned: true,
            root: root
        )
    }

    /// Waits until everything written below the folder is on disk: one call for any number of files.
    func sync() throws {
        guard syncfs(lockDescriptor) == 0 else { throw systemFailure("flush", folder) }
    }

    private func uniqueName() -> String {
        "\(epoch)-\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    private func copy(_ source: String, to target: String) throws {
        let input = try OpenFile(reading: source)
        let output = try OpenFile(creating: target)
        if output.clone(from: input) { return }
        let buffer = WorkBuffer(byteCount: 1 << 20)
        var offset: UInt64 = 0
        while true {
            let count = try input.read(into: buffer.bytes, at: offset)
            guard count > 0 else { return }
            try output.write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]), at: offset)
            offset += UInt64(count)
        }
    }
}
