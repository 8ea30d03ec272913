import ContentAddressing
import Glibc

/// Writes a plan below one folder and nowhere else.
///
/// Every name is opened relative to its folder, and links are not followed.
struct LayoutWriter {
    /// What was written.
    struct Totals: Sendable, Hashable {
        var files = 0
        var bytes: UInt64 = 0
    }

    private let blocks: any BlockReading
    /// Replaces files that are there already; folders are always shared.
    private let isForced: Bool
    private var totals = Totals()

    /// Writes into `folder`, which is made when it is missing.
    ///
    /// Without `isForced` nothing is written when one of the plan's first names is there already.
    static func write(
        _ plan: LayoutPlan,
        from blocks: any BlockReading,
        to folder: String,
        isForced: Bool,
        hint: String = DownloadHints.ofGet.taken
    ) throws -> Totals {
        try LocalFiles.makeDirectories(folder)
        if !isForced, let taken = plan.entries.first(where: { LocalFiles.exists("\(folder)/\($0.name)") }) {
            throw CommandError(
                .file,
                "\(folder)/\(taken.name) is there already; nothing was written",
                hint: hint
            )
        }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        var writer = LayoutWriter(blocks: blocks, isForced: isForced)
        try writer.write(plan.entries, in: descriptor, path: folder)
        return writer.totals
    }

    private init(blocks: any BlockReading, isForced: Bool) {
        self.blocks = blocks
        self.isForced = isForced
    }

    private mutating func write(_ entries: [LayoutPlan.Entry], in folder: Int32, path: String) throws {
        for entry in entries {
            let path = "\(path)/\(entry.name)"
            precondition(isSafeFileName(entry.name), "a plan has safe names only")
            switch entry.node {
            case .directory(let inner): try writeFolder(inner, entry.name, in: folder, path)
            case .file(let cids):
                let blocks = blocks
                try writeFile(entry.name, in: folder, path) { sink in
                    for cid in cids { try blocks.read(cid, into: sink) }
                }
            case .text(let text): try writeFile(entry.name, in: folder, path) { try $0(Array(text.utf8)[...]) }
            case .symlink(let target):
                try clear(entry.name, in: folder, path)
                guard symlinkat(target, folder, entry.name) == 0 else { throw Self.failure("make the link", path) }
                totals.files += 1
            }
        }
    }

    private mutating func writeFolder(
        _ entries: [LayoutPlan.Entry],
        _ name: String,
        in folder: Int32,
        _ path: String
    ) throws {
        if mkdirat(folder, name, 0o755) != 0, errno != EEXIST { throw Self.failure("make the folder", path) }
        let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard inner >= 0 else { throw Self.failure("open the folder", path) }
        defer { close(inner) }
        try write(entries, in: inner, path: path)
    }

    private mutating func writeFile(
        _ name: String,
        in folder: Int32,
        _ path: String,
        _ body: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        try clear(name, in: folder, path)
        let file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Self.failure("write", path) }
        defer { close(file) }
        var bytes: UInt64 = 0
        try body { piece in
            try Self.write(piece, to: file, path)
            bytes += UInt64(piece.count)
        }
        totals.files += 1
        totals.bytes += bytes
    }

    /// Makes room for a file when files may be replaced; a folder in its place is an error.
    private func clear(_ name: String, in folder: Int32, _ path: String) throws {
        guard isForced, unlinkat(folder, name, 0) != 0, errno != ENOENT else { return }
        throw Self.failure("replace", path)
    }

    private static func write(_ piece: ArraySlice<UInt8>, to file: Int32, _ path: String) throws {
        try piece.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw failure("write", path) }
                done += count
            }
        }
    }

    private static func failure(_ action: String, _ path: String) -> CommandError {
        CommandError(
            .file,
            "cannot \(action) \(path): \(LocalFiles.reason(errno))",
            hint: errno == EEXIST ? "something is there already; name another folder" : nil
        )
    }
}
