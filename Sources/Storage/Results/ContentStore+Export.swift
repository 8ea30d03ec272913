package import ContentAddressing
import Core
import Glibc

extension ContentStore {
    /// Writes a tree to `path`: a folder becomes that folder, a file that file; returns the bytes written.
    ///
    /// Only what is here is written. Nothing is written outside of `path`: throws `badRequest` for names that cannot be
    /// file names and for symlinks that lead out, `conflict` for what exists already unless `overwrites`, `tooLarge`.
    @discardableResult
    package func exportTree(
        _ cid: CID,
        to path: String,
        overwrites: Bool = false,
        limits: ExportLimits = ExportLimits()
    ) async throws -> UInt64 {
        var export = TreeExport(store: self, overwrites: overwrites, limits: limits)
        let target = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if let parent = Folder.parent(of: target) { try await offload { try Folder.make(parent, mode: 0o755) } }
        try await export.write(cid, to: target, depth: 0)
        try export.writeLinks()
        return export.bytes
    }
}

/// One export.
///
/// Every folder on the way is one that it made or found to be a real folder, so no symlink is followed.
private struct TreeExport {
    let store: ContentStore
    let overwrites: Bool
    let limits: ExportLimits
    var bytes: UInt64 = 0
    var entries = 0
    var links: [(path: String, target: [UInt8])] = []

    mutating func write(_ cid: CID, to path: String, depth: Int) async throws {
        entries += 1
        guard entries <= limits.entriesMax, depth <= limits.depthMax else {
            throw CoreError.storage(
                .tooLarge,
                "\(path) is beyond \(limits.entriesMax) entries or \(limits.depthMax) folders deep"
            )
        }
        guard cid.codec == .dagPB else { return try await writeFile(cid, to: path) }
        let data = try await store.existing(cid)
        let block = try store.reading(cid) { () throws(ContentError) in try UnixFSBlock(cid: cid, decoding: data) }
        switch block.unixFS.type {
        case .file, .raw: try await writeFile(cid, to: path)
        case .symlink: try addLink(block.unixFS.data ?? [], at: path, depth: depth)
        case .directory, .hamtShard, .metadata: try await writeFolder(cid, to: path, depth: depth)
        }
    }

    private mutating func writeFolder(_ cid: CID, to path: String, depth: Int) async throws {
        let listed = try await store.directoryEntries(of: cid, entriesMax: limits.entriesMax)
        if mkdir(path, 0o755) != 0 {
            let code = errno
            guard code == EEXIST else { throw systemFailure("make the folder", path, code) }
            guard FileStamp.ifPresent(atPath: path)?.kind == .directory else { throw exists(path) }
        }
        for entry in listed {
            let name = try entry.fileName(in: cid)
            try await write(entry.cid, to: path + "/" + name, depth: depth + 1)
        }
    }

    private mutating func writeFile(_ cid: CID, to path: String) async throws {
        try makeRoom(at: path)
        let file = try OpenFile(creating: path, mode: 0o644)
        var offset: UInt64 = 0
        for try await piece in store.cat(cid) {
            bytes += UInt64(piece.count)
            guard bytes <= limits.bytesMax else {
                throw CoreError.storage(.tooLarge, "the export passes \(limits.bytesMax) bytes at \(path)")
            }
            try file.write(piece, at: offset)
            offset += UInt64(piece.count)
        }
    }

    /// Deletes what is in the way, when that is allowed; a folder never.
    private func makeRoom(at path: String) throws {
        guard let stamp = FileStamp.ifPresent(atPath: path) else { return }
        guard overwrites, stamp.kind != .directory else { throw exists(path) }
        try Folder.removeFile(path)
    }

    private func exists(_ path: String) -> CoreError {
        .storage(.conflict, "\(path) exists already", hint: "choose another folder or allow overwriting")
    }

    /// Checks that a link stays inside, whatever other links there are: `..` only in front, and not above the root.
    private mutating func addLink(_ target: [UInt8], at path: String, depth: Int) throws {
        let parts = target.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isParent = { (part: ArraySlice<UInt8>) in part.elementsEqual(Array("..".utf8)) }
        let ups = parts.prefix(while: isParent).count
        let isInside =
            target.first != UInt8(ascii: "/") && !target.isEmpty && !target.contains(0)
            && ups <= depth - 1 && !parts.dropFirst(ups).contains(where: isParent)
        guard isInside else {
            throw CoreError.storage(
                .badRequest,
                "the symlink at \(path) leads, or could lead, out of the exported folder",
                hint: "export the part of the tree that you need"
            )
        }
        links.append((path, target))
    }

    /// Links come last, so that nothing is ever written through one.
    func writeLinks() throws {
        for (path, target) in links {
            try makeRoom(at: path)
            let made = (target + [0]).withUnsafeBytes { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map { symlink($0, path) } ?? -1 }
            }
            guard made == 0 else { throw systemFailure("make the symlink", path) }
        }
    }
}
