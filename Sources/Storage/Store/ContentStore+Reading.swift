package import ContentAddressing
package import Core

extension ContentStore {
    /// The most entries of one folder that are listed.
    package static let listedEntriesMax = 1_000_000

    /// What the content is and how large; `name` is empty unless it is a kept root.
    package func stat(_ cid: CID) async throws -> ContentRoot {
        if let root = try await index.root(cid) { return root }
        let summary = try await summary(of: cid)
        return ContentRoot(
            cid: cid,
            name: "",
            kind: summary.kind,
            contentBytes: summary.contentBytes,
            tsize: summary.tsize,
            files: summary.kind == .file ? 1 : 0,
            addedAt: .zero,
            hostPath: nil
        )
    }

    /// Kind and sizes of a node, read from its own block; for a folder, content bytes are those that its tree states.
    func summary(of cid: CID) async throws -> (kind: ContentRoot.Kind, contentBytes: UInt64, tsize: UInt64) {
        if cid.codec == .raw {
            if let data = cid.identityData { return (.file, UInt64(data.count), UInt64(data.count)) }
            if let file = try await validFile(holding: cid) { return (.file, file.sizeBytes, file.sizeBytes) }
            let count = UInt64(try await existing(cid).count)
            return (.file, count, count)
        }
        let bytes = try await existing(cid)
        let block = try reading(cid) { () throws(ContentError) in try UnixFSBlock(cid: cid, decoding: bytes) }
        var tsize = UInt64(bytes.count)
        for link in block.node.links { tsize = tsize.addingReportingOverflow(link.tsize).partialValue }
        switch block.unixFS.type {
        case .file, .raw: return (.file, block.unixFS.fileSize ?? 0, tsize)
        case .symlink: return (.symlink, 0, tsize)
        case .directory, .hamtShard, .metadata: return (.directory, tsize, tsize)
        }
    }

    /// The entries of a folder, or of a path below it, sorted by name.
    ///
    /// Throws `notFound` with the missing name, `badRequest` where it is no folder. An entry that is not on this node
    /// shows as a file of the size that its folder states.
    package func list(_ cid: CID, path: [String] = []) async throws -> [ContentEntry] {
        let folder = try await resolve(cid, path: path)
        var entries: [ContentEntry] = []
        for entry in try await directoryEntries(of: folder) {
            var item = ContentEntry(
                name: entry.name,
                cid: entry.cid,
                kind: .file,
                contentBytes: entry.tsize,
                tsize: entry.tsize
            )
            if try await has(entry.cid) {
                let summary = try await summary(of: entry.cid)
                item.kind = summary.kind
                item.contentBytes = summary.contentBytes
            }
            entries.append(item)
        }
        return entries
    }

    /// The CID at a path below a root; throws `notFound` with the name that is missing.
    package func resolve(_ cid: CID, path: [String]) async throws -> CID {
        var resolver = try reading(cid) { () throws(ContentError) in try PathResolver(root: cid, path: path) }
        while true {
            switch try reading(cid, { () throws(ContentError) in try resolver.next() }) {
            case .resolved(let resolution): return resolution.cid
            case .needBlock(let needed):
                let bytes = try await existing(needed)
                try reading(needed) { () throws(ContentError) in try resolver.provide(bytes) }
            }
        }
    }

    /// The entries of a plain or sharded folder, sorted by name; throws `badRequest` where it is no folder.
    func directoryEntries(of cid: CID, entriesMax: Int = listedEntriesMax) async throws -> [DirectoryReader.Entry] {
        var reader = DirectoryReader(root: cid, entriesMax: entriesMax)
        var entries: [DirectoryReader.Entry] = []
        while true {
            switch try reading(cid, { () throws(ContentError) in try reader.next() }) {
            case .entry(let entry): entries.append(entry)
            case .finished:
                return entries.sorted { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) }
            case .needBlock(let needed):
                let bytes = try await existing(needed)
                try reading(needed) { () throws(ContentError) in try reader.provide(bytes) }
            }
        }
    }

    /// A byte range of a file as pieces of at most one block each, every block checked.
    ///
    /// A range past the end yields what there is. Throws while iterating what ``block(_:)`` throws.
    package func cat(_ cid: CID, range: Range<UInt64> = 0..<UInt64.max) -> FileBytes {
        FileBytes(store: self, root: cid, range: range)
    }

    /// Reads a whole file of at most `limit` bytes into memory.
    package func bytes(of cid: CID, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in cat(cid) {
            guard bytes.count + piece.count <= limit else {
                throw CoreError.storage(.tooLarge, "\(cid) has more than \(limit) bytes")
            }
            bytes += piece
        }
        return bytes
    }

    /// The roots that the user asked to keep, oldest first.
    package func roots() async throws -> [ContentRoot] {
        try await allRoots().filter { !$0.name.hasPrefix(Self.internalNamePrefix) }
    }

    /// All roots, also results and fetched inputs, oldest first.
    package func allRoots() async throws -> [ContentRoot] {
        try await index.roots().sorted { ($0.addedAt, $0.cid) < ($1.addedAt, $1.cid) }
    }

    /// Says as a `CoreError` what a reader of content found wrong.
    func reading<Value>(_ cid: CID, _ body: () throws(ContentError) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            let code: CoreError.Code =
                switch error.code {
                case .notFound: .notFound
                case .notADirectory, .notAFile, .unsupportedCodec, .unsupportedHash: .badRequest
                case .limitExceeded: .tooLarge
                default: .corrupt
                }
            throw CoreError.storage(code, "cannot read \(cid)", cause: error)
        }
    }
}
