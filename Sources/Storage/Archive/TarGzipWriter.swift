import ContentAddressing
import Core

/// Writes a stored tree as a tar.gz file; equal trees give equal files.
struct TarGzipWriter: ~Copyable {
    private static let depthMax = 128

    private let store: ContentStore
    private let file: OpenFile
    private let gzip: GzipWriter
    private var offset: UInt64 = 0

    /// Makes the file, which must not exist.
    init(store: ContentStore, path: String) throws {
        let gzip = try GzipWriter()
        let file = try OpenFile(creating: path, mode: 0o644)
        self.store = store
        self.gzip = gzip
        self.file = file
    }

    /// Writes everything in the folder `root`, or the file itself, and waits until it is on disk.
    mutating func write(_ root: CID) async throws {
        try await write(root, name: [], depth: 0)
        try append([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
        let rest = gzip.finish()
        try file.write(rest, at: offset)
        try file.sync()
    }

    private mutating func append(_ bytes: [UInt8]) throws {
        let packed = gzip.write(bytes)
        try file.write(packed, at: offset)
        offset += UInt64(packed.count)
    }

    private mutating func write(_ cid: CID, name: [UInt8], depth: Int) async throws {
        guard depth <= Self.depthMax else {
            throw CoreError.storage(.tooLarge, "the result \(cid) lies deeper than \(Self.depthMax) folders")
        }
        let summary = try await store.summary(of: cid)
        switch summary.kind {
        case .file:
            let shown = name.isEmpty ? Array("\(cid)".utf8) : name
            try append(TarHeader.encode(name: shown, kind: .file, size: summary.contentBytes))
            for try await piece in store.cat(cid) { try append(piece) }
            try append(TarHeader.padding(after: summary.contentBytes))
        case .symlink:
            let bytes = try await store.existing(cid)
            let block = try store.reading(cid) { () throws(ContentError) in try UnixFSBlock(cid: cid, decoding: bytes) }
            try append(TarHeader.encode(name: name, kind: .symlink, size: 0, target: block.unixFS.data ?? []))
        case .directory:
            if !name.isEmpty {
                try append(TarHeader.encode(name: name + [UInt8(ascii: "/")], kind: .directory, size: 0))
            }
            for entry in try await store.directoryEntries(of: cid) {
                guard isSafeFileName(entry.nameBytes) else {
                    throw CoreError.storage(
                        .badRequest,
                        "the entry \(entry.name.debugDescription) cannot be a file name"
                    )
                }
                let path = name.isEmpty ? entry.nameBytes : name + [UInt8(ascii: "/")] + entry.nameBytes
                try await write(entry.cid, name: path, depth: depth + 1)
            }
        }
    }
}
