package import ContentAddressing
package import Core
import Glibc

extension ContentStore {
    /// What a mounted tree may cost.
    package struct MountLimits: Sendable, Hashable {
        package var entriesMax = 1_000_000
        package var depthMax = 128
        /// Bytes of inline files held in memory for one mount.
        package var inlineBytesMax = 64 << 20
        package init() {}
    }

    /// The content as a program sees it, without a copy: files as they lie on this host, small inline ones as bytes.
    ///
    /// A folder has a `hostPath` when the folder there holds exactly this tree: the same names, every file unchanged by
    /// size, time and inode, every symlink the same. Throws `corrupt` when a file is gone or changed, `notFound` when
    /// something is not here, `tooLarge` beyond the limits.
    package func mount(_ cid: CID, limits: MountLimits = MountLimits()) async throws -> MountNode {
        var mounter = Mounter(store: self, limits: limits)
        let hint = try await mounter.hostPath(of: cid)
        return try await mounter.mount(cid, hint: hint, depth: 0)
    }
}

/// Builds one mount.
private struct Mounter {
    let store: ContentStore
    let limits: ContentStore.MountLimits
    var entries = 0
    var inlineBytes = 0

    /// Where the tree may lie on this host: what its root's record says, or what the first file in it suggests.
    func hostPath(of cid: CID) async throws -> String? {
        if let path = try await store.index.root(cid)?.hostPath { return path }
        var names: [String] = []
        var current = cid
        while names.count < limits.depthMax, current.codec == .dagPB {
            guard let entry = try? await store.directoryEntries(of: current).first else { break }
            names.append(entry.name)
            current = entry.cid
        }
        guard !names.isEmpty else { return nil }
        let suffix = "/" + names.joined(separator: "/")
        let files = try await store.index.files(holding: current)
        guard let file = files.first(where: { !$0.isOwned && $0.path.hasSuffix(suffix) }) else { return nil }
        return String(file.path.dropLast(suffix.count))
    }

    mutating func mount(_ cid: CID, hint: String?, depth: Int) async throws -> MountNode {
        if let data = cid.identityData { return try inline(data) }
        if let file = try await file(cid, hint: hint) {
            return .file(path: file.path, offset: 0, size: file.sizeBytes)
        }
        if cid.codec == .raw { return try await rawLeaf(cid) }
        let bytes = try await store.existing(cid)
        let block = try store.reading(cid) { () throws(ContentError) in try UnixFSBlock(cid: cid, decoding: bytes) }
        switch block.unixFS.type {
        case .symlink:
            return .symlink(target: String(decoding: block.unixFS.data ?? [], as: UTF8.self))
        case .file, .raw:
            return try await scatteredFile(cid, size: block.unixFS.fileSize ?? 0)
        case .directory, .hamtShard, .metadata:
            return try await folder(cid, hint: hint, depth: depth)
        }
    }

    /// A file that lies whole somewhere; when all that did are gone, that is an error that names the first.
    private func file(_ cid: CID, hint: String?) async throws -> IndexedFile? {
        let known = try await store.index.files(holding: cid)
        guard let first = known.first else { return nil }
        if let valid = try await store.validFile(holding: cid, preferring: hint) { return valid }
        throw ContentStore.gone(cid, first, "it was changed, moved or deleted")
    }

    private mutating func inline(_ bytes: [UInt8]) throws -> MountNode {
        inlineBytes += bytes.count
        guard inlineBytes <= limits.inlineBytesMax else {
            throw CoreError.storage(.tooLarge, "the input has more than \(limits.inlineBytesMax) bytes of tiny files")
        }
        return .bytes(bytes)
    }

    private mutating func rawLeaf(_ cid: CID) async throws -> MountNode {
        if case .range(let fileID, let offset, let length)? = try await store.index.location(of: cid.multihash)?.place,
            let file = try await store.index.file(fileID), FileStamp.ifPresent(atPath: file.path)?.matches(file) == true
        {
            return .file(path: file.path, offset: offset, size: UInt64(length))
        }
        return try inline(try await store.existing(cid))
    }

    /// A file whose blocks are here but not in one piece: small ones in memory, others put together once.
    private mutating func scatteredFile(_ cid: CID, size: UInt64) async throws -> MountNode {
        if size <= UInt64(ContentStore.inlineBytesMax) {
            return try inline(try await store.bytes(of: cid, limit: ContentStore.inlineBytesMax))
        }
        try await store.assemble(cid)
        guard let file = try await store.validFile(holding: cid) else {
            throw CoreError.storage(.io, "\(cid) was put together but is not there")
        }
        return .file(path: file.path, offset: 0, size: file.sizeBytes)
    }

    private mutating func folder(_ cid: CID, hint: String?, depth: Int) async throws -> MountNode {
        guard depth < limits.depthMax else {
            throw CoreError.storage(.tooLarge, "\(cid) lies deeper than \(limits.depthMax) folders")
        }
        let listed = try await store.directoryEntries(of: cid, entriesMax: limits.entriesMax)
        entries += listed.count
        guard entries <= limits.entriesMax else {
            throw CoreError.storage(.tooLarge, "the input has more than \(limits.entriesMax) entries")
        }
        var children: [MountEntry] = []
        children.reserveCapacity(listed.count)
        for entry in listed {
            let name = try entry.fileName(in: cid)
            let node = try await mount(entry.cid, hint: hint.map { $0 + "/" + name }, depth: depth + 1)
            children.append(MountEntry(name: name, node: node))
        }
        guard let hint, Self.isExactly(children, at: hint) else { return .directory(entries: children, hostPath: nil) }
        return .directory(entries: children, hostPath: hint)
    }

    /// True when the folder holds these entries and no others; folders in it were compared before.
    private static func isExactly(_ entries: [MountEntry], at path: String) -> Bool {
        guard FileStamp.ifPresent(atPath: path)?.kind == .directory, let names = try? Folder.names(in: path),
            names.count == entries.count
        else { return false }
        return zip(entries, names).allSatisfy { entry, name in
            guard entry.name.utf8.elementsEqual(name) else { return false }
            let entryPath = path + "/" + entry.name
            switch entry.node {
            case .file(let filePath, let offset, let size):
                return filePath == entryPath && offset == 0 && FileStamp.ifPresent(atPath: filePath)?.sizeBytes == size
            case .directory(_, let hostPath):
                return hostPath == entryPath
            case .symlink(let target):
                guard FileStamp.ifPresent(atPath: entryPath)?.kind == .symlink else { return false }
                return (try? Folder.symlinkTarget(entryPath))?.elementsEqual(target.utf8) == true
            case .bytes(let bytes):
                // Only the empty file lies in the index although it has a place on disk.
                guard let stamp = FileStamp.ifPresent(atPath: entryPath) else { return false }
                return bytes.isEmpty && stamp.kind == .file && stamp.sizeBytes == 0
            }
        }
    }
}
