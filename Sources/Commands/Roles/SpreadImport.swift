import ContentAddressing
import Core
import Foundation
import Storage

/// Adds a folder so that each node of this process holds a share of its files; every node knows the folders themselves.
struct SpreadImport: Sendable {
    /// The deepest folder.
    static let depthMax = 64
    /// The most files.
    static let filesMax = 1_000_000

    let content: ClusterContent
    let options: AddOptions
    let onProgress: @Sendable (AddProgress) -> Void

    private struct Tally {
        var progress: AddProgress
        var blocks: [Block] = []
        var next = 0
    }

    func run(_ path: String) async throws -> ContentRoot {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw CoreError(
                .badRequest,
                "\(path) is not a folder, and only the files of a folder can be spread",
                component: "Data"
            )
        }
        let (files, bytes) = try count(path, depth: 0)
        guard files <= Self.filesMax else {
            throw CoreError(
                .tooLarge,
                "\(path) has \(files) files, at most \(Self.filesMax) can be spread",
                component: "Data"
            )
        }
        var tally = Tally(progress: AddProgress(bytesDone: 0, bytesTotal: bytes, filesDone: 0, filesTotal: files))
        let root = try await add(folder: path, &tally)
        let changes = SpreadBlocks(tally.blocks)
        try await content.jobs.commit { changes.take() }
        for node in content.nodes { try await node.store.putBlocks(tally.blocks) }
        let kept = ContentRoot(
            cid: root.cid,
            name: URL(fileURLWithPath: path).lastPathComponent,
            kind: .directory,
            contentBytes: root.fileBytes,
            tsize: root.tsize,
            files: tally.progress.filesDone,
            addedAt: Timestamp.wallClock(),
            hostPath: path
        )
        try content.spread.add(kept)
        return kept
    }

    private func names(_ folder: String) throws -> [String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw CoreError(.io, "cannot list \(folder)", component: "Data", cause: "\(error)")
        }
        let shown = options.includesHidden ? names : names.filter { !$0.hasPrefix(".") }
        return shown.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func kind(_ path: String) throws -> (type: FileAttributeType, size: UInt64) {
        let attributes: [FileAttributeKey: Any]
        do { attributes = try FileManager.default.attributesOfItem(atPath: path) } catch {
            throw CoreError(.io, "cannot look at \(path)", component: "Data", cause: "\(error)")
        }
        return (attributes[.type] as? FileAttributeType ?? .typeUnknown, attributes[.size] as? UInt64 ?? 0)
    }

    private func count(_ folder: String, depth: Int) throws -> (files: Int, bytes: UInt64) {
        guard depth < Self.depthMax else {
            throw CoreError(.tooLarge, "\(folder) is deeper than \(Self.depthMax) folders", component: "Data")
        }
        var files = 0
        var bytes: UInt64 = 0
        for name in try names(folder) {
            let (type, size) = try kind(folder + "/" + name)
            if type == .typeDirectory {
                let below = try count(folder + "/" + name, depth: depth + 1)
                files += below.files
                bytes += below.bytes
            } else {
                files += 1
                bytes += size
            }
        }
        return (files, bytes)
    }

    private func add(folder: String, _ tally: inout Tally) async throws -> ImportedNode {
        var entries: [DirectoryEntry] = []
        for name in try names(folder) {
            let path = folder + "/" + name
            let (type, size) = try kind(path)
            if type == .typeDirectory {
                entries.append(DirectoryEntry(name: name, node: try await add(folder: path, &tally)))
                continue
            }
            guard type == .typeRegular || type == .typeSymbolicLink else { continue }
            let node = content.nodes[tally.next % content.nodes.count]
            tally.next += 1
            let root = try await node.store.add(path: path, options).root
            let imported: ImportedNode.Kind = root.kind == .symlink ? .symlink : .file
            entries.append(
                DirectoryEntry(
                    name: name,
                    node: ImportedNode(cid: root.cid, fileBytes: root.contentBytes, tsize: root.tsize, kind: imported)
                )
            )
            tally.progress.filesDone += 1
            tally.progress.bytesDone += size
            onProgress(tally.progress)
        }
        do {
            let (node, blocks) = try DirectoryBuilder.build(entries: entries, profile: options.profile)
            tally.blocks += blocks
            return node
        } catch {
            throw CoreError(.badRequest, "\(folder) cannot be added: \(error)", component: "Data")
        }
    }
}
