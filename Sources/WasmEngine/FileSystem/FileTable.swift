import Core

/// The guest's descriptors: 0 to 2 are the standard streams, 3 and 4 the root under its names `/` and `.`.
///
/// Both names are needed: old versions of wasi-libc match an absolute path only against `/` and a relative one only
/// against `.`; newer ones strip both to the empty prefix.
final class FileTable {
    static let firstPreopen: UInt32 = 3
    static let preopenNames = ["/", "."]

    private var slots: [OpenFile?]

    init(root: Directory) {
        slots = [OpenFile(.input), OpenFile(.output(.stdout), canRead: false, canWrite: true)]
        slots.append(OpenFile(.output(.stderr), canRead: false, canWrite: true))
        for name in Self.preopenNames { slots.append(OpenFile(.directory(root), preopenName: name)) }
    }

    subscript(_ descriptor: UInt32) -> OpenFile {
        get throws(WasiErrno) {
            guard descriptor < slots.count, let file = slots[Int(descriptor)] else { throw .badDescriptor }
            return file
        }
    }

    /// Gives the file the lowest free number; throws `tooManyOpen` at the limit.
    func insert(_ file: OpenFile) throws(WasiErrno) -> UInt32 {
        if let free = slots.firstIndex(where: { $0 == nil }) {
            slots[free] = file
            return UInt32(free)
        }
        guard slots.count < WasiLimits.openFilesMax else {
            file.close()
            throw .tooManyOpen
        }
        slots.append(file)
        return UInt32(slots.count - 1)
    }

    func close(_ descriptor: UInt32) throws(WasiErrno) {
        try self[descriptor].close()
        slots[Int(descriptor)] = nil
    }

    /// Moves a descriptor to another number, closing what was open there; both must be open.
    func renumber(_ from: UInt32, to target: UInt32) throws(WasiErrno) {
        let file = try self[from]
        let replaced = try self[target]
        guard from != target else { return }
        replaced.close()
        slots[Int(target)] = file
        slots[Int(from)] = nil
    }

    /// Closes everything, so that the host's files are closed before results are taken.
    func closeAll() {
        for file in slots { file?.close() }
        slots = []
    }
}
