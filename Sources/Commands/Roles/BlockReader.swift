import ContentAddressing
import Core

/// Reads folders and facts from blocks, wherever they come from.
struct BlockReader: Sendable {
    /// The most entries of a folder that is listed.
    static let entriesMax = 1_000_000

    let source: any BlockStore

    private func bytes(_ cid: CID) async throws -> [UInt8] {
        guard let block = try await source.block(cid) else {
            throw CoreError(
                .notFound,
                "no node here holds \(cid)",
                hint: "add the data, or connect a node that has it",
                component: "Data"
            )
        }
        return block.bytes
    }

    func resolve(_ root: CID, path: [String]) async throws -> CID {
        guard !path.isEmpty else { return root }
        do {
            var resolver = try PathResolver(root: root, path: path)
            while true {
                switch try resolver.next() {
                case .needBlock(let cid): try resolver.provide(try await bytes(cid))
                case .resolved(let resolution): return resolution.cid
                }
            }
        } catch let error as ContentError {
            throw CoreError(.notFound, "\(root)/\(path.joined(separator: "/")): \(error)", component: "Data")
        }
    }

    func list(_ directory: CID) async throws -> [ContentEntry] {
        var entries: [ContentEntry] = []
        var reader = DirectoryReader(root: directory, entriesMax: Self.entriesMax)
        do {
            while true {
                switch try reader.next() {
                case .needBlock(let cid): try reader.provide(try await bytes(cid))
                case .entry(let entry): entries.append(try await describe(entry))
                case .finished: return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                }
            }
        } catch let error as ContentError {
            throw CoreError(.badRequest, "\(directory) cannot be listed: \(error)", component: "Data")
        }
    }

    /// An entry whose block is nowhere is shown with what its folder says of it.
    private func describe(_ entry: DirectoryReader.Entry) async throws -> ContentEntry {
        var known = ContentEntry(
            name: entry.name,
            cid: entry.cid,
            kind: .file,
            contentBytes: entry.tsize,
            tsize: entry.tsize
        )
        guard entry.cid.codec != .raw, let block = try await source.block(entry.cid) else { return known }
        switch try UnixFSEntry(cid: entry.cid, decoding: block.bytes) {
        case .file(let bytes): known.contentBytes = bytes
        case .directory: known.kind = .directory
        case .symlink: known.kind = .symlink
        }
        return known
    }

    /// What a CID is; of a folder, the sums over everything below it.
    func stat(_ cid: CID) async throws -> ContentRoot {
        let block = try await bytes(cid)
        var root = ContentRoot(
            cid: cid,
            name: "",
            kind: .file,
            contentBytes: 0,
            tsize: UInt64(block.count),
            files: 1,
            addedAt: .zero,
            hostPath: nil
        )
        do {
            if cid.codec == .dagPB {
                root.tsize = try DAGPBNode(decoding: block).links.reduce(root.tsize) { $0 &+ $1.tsize }
            }
            switch try UnixFSEntry(cid: cid, decoding: block) {
            case .file(let bytes): root.contentBytes = bytes
            case .symlink: root.kind = .symlink
            case .directory:
                root.kind = .directory
                (root.files, root.contentBytes) = try await sums(cid, depth: 0)
            }
        } catch let error as ContentError {
            throw CoreError(.badRequest, "\(cid) is not UnixFS data: \(error)", component: "Data")
        }
        return root
    }

    private func sums(_ directory: CID, depth: Int) async throws -> (files: Int, bytes: UInt64) {
        guard depth < 64 else {
            throw CoreError(.badRequest, "\(directory) is deeper than 64 folders", component: "Data")
        }
        var files = 0
        var total: UInt64 = 0
        for entry in try await list(directory) {
            if entry.kind == .directory {
                let below = try await sums(entry.cid, depth: depth + 1)
                files += below.files
                total &+= below.bytes
            } else {
                files += 1
                total &+= entry.contentBytes
            }
        }
        return (files, total)
    }
}
