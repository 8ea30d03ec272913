import ContentAddressing
import Core
import Synchronization

/// One import: scans, hashes with several workers, and sends records to a sink in batches of bounded size.
///
/// Folders come after everything in them and the root's record is the caller's to write, last of all; so a crash at
/// any moment leaves no root without its blocks. Memory beyond one batch per worker: the tree of names, and 56 bytes
/// per chunk of a file that is being hashed in parts.
final class ImportSession: Sendable {
    /// Records gathered before they are written.
    static let batchRecordsMax = 16_384
    static let batchBytesMax = 4 << 20

    struct Gathered: Sendable {
        var files: [ImportedFile] = []
        var blocks: [Block] = []
        var records = 0
        var bytes = 0

        var isFull: Bool { records >= batchRecordsMax || bytes >= batchBytesMax }
        var isEmpty: Bool { files.isEmpty && blocks.isEmpty }

        mutating func add(_ block: Block) {
            blocks.append(block)
            records += 1
            bytes += block.bytes.count
        }
    }

    private struct State: Sendable {
        var tree: ImportTree
        var cursor: ImportCursor
        var assemblies: [Int: ImportAssembly] = [:]
        var copies: [Int: String] = [:]
        var gathered = Gathered()
    }

    private enum Outcome: Sendable {
        case files([ImportedFile])
        case part(file: Int, number: Int, leaves: [ImportedNode])
    }

    let profile: ImportProfile
    private let hasher: FileHasher
    private let sink: any ImportSink
    private let state: Mutex<State>
    private let progress: ProgressMeter

    init(
        tree: ImportTree,
        profile: ImportProfile,
        sink: any ImportSink,
        onProgress: @escaping @Sendable (AddProgress) -> Void
    ) {
        self.profile = profile
        self.sink = sink
        hasher = FileHasher(profile: profile)
        progress = ProgressMeter(bytesTotal: tree.contentBytes, filesTotal: tree.files.count, report: onProgress)
        state = Mutex(State(tree: tree, cursor: ImportCursor(chunkBytes: profile.chunkBytes)))
    }

    /// Hashes everything and writes all records but the root's; returns the tree with its nodes imported.
    func run(workers: Int) async throws -> ImportTree {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers { group.addTask { try await self.work() } }
            try await group.waitForAll()
        }
        var folders = takeFolders()
        while let batch = try folders.nextBatch() {
            try await sink.write(batch.files, of: self, blocks: batch.blocks)
        }
        progress.finish()
        return folders.tree
    }

    /// The path and stamp of a node of the tree.
    func source(of node: Int) -> (path: String, stamp: FileStamp) {
        state.withLock { ($0.tree.path(of: node), $0.tree.nodes[node].stamp) }
    }

    private func work() async throws {
        let buffer = WorkBuffer(byteCount: hasher.bufferBytes)
        while let unit = state.withLock({ $0.cursor.next(in: $0.tree) }) {
            try Task.checkCancellation()
            let outcome = try await offload { try self.hash(unit, buffer: buffer) }
            let full: Gathered? = try state.withLock { state in
                try self.accept(outcome, into: &state)
                guard state.gathered.isFull else { return nil }
                defer { state.gathered = Gathered() }
                return state.gathered
            }
            if let full { try await sink.write(full.files, of: self, blocks: full.blocks) }
            progress.report()
        }
    }

    private func hash(_ unit: ImportUnit, buffer: WorkBuffer) throws -> Outcome {
        switch unit {
        case .files(let range):
            return .files(try range.map { try hashFile($0, buffer: buffer) })
        case .part(let file, let number, let offset, let byteCount):
            let (node, copyPath) = state.withLock { state in
                if state.copies[file] == nil { state.copies[file] = sink.copyPath() }
                return (state.tree.files[file], state.copies[file])
            }
            let leaves = try hashRange(node, offset: offset, byteCount: byteCount, buffer: buffer, copyPath: copyPath)
            progress.add(bytes: byteCount, files: 0)
            return .part(file: file, number: number, leaves: leaves)
        }
    }

    private func hashRange(
        _ node: Int,
        offset: UInt64,
        byteCount: UInt64,
        buffer: WorkBuffer,
        copyPath: String?
    ) throws -> [ImportedNode] {
        let (path, stamp) = source(of: node)
        return try hasher.leaves(
            of: path,
            stamp: stamp,
            offset: offset,
            byteCount: byteCount,
            buffer: buffer,
            copyPath: copyPath
        )
    }

    private func hashFile(_ file: Int, buffer: WorkBuffer) throws -> ImportedFile {
        let node = state.withLock { $0.tree.files[file] }
        let size = source(of: node).stamp.sizeBytes
        let copyPath = size == 0 ? nil : sink.copyPath()
        let nodes = try hashRange(node, offset: 0, byteCount: size, buffer: buffer, copyPath: copyPath)
        progress.add(bytes: size, files: 1)
        var builder = BalancedTreeBuilder(profile: profile)
        var blocks: [Block] = []
        var leaves: [IndexBatch.Leaf] = []
        var offset: UInt64 = 0
        for leaf in nodes {
            leaves.append(IndexBatch.Leaf(multihash: leaf.cid.multihash, offset: offset, length: Int(leaf.fileBytes)))
            offset += leaf.fileBytes
            blocks += builder.addLeaf(leaf)
        }
        let (root, rest) = builder.finish()
        if size == 0 {
            // The empty leaf is no range of anything, so it lies in the index.
            leaves = []
            blocks.append(emptyLeaf())
        }
        return ImportedFile(node: node, root: root, leaves: leaves, blocks: blocks + rest, copyPath: copyPath)
    }

    private func emptyLeaf() -> Block {
        let (node, encoded) = FileImporter.leaf(UnsafeRawBufferPointer(start: nil, count: 0), profile: profile)
        return Block(cid: node.cid, bytes: encoded ?? [])
    }

    private func accept(_ outcome: Outcome, into state: inout State) throws {
        switch outcome {
        case .files(let files):
            for file in files { accept(file, into: &state) }
        case .part(let file, let number, let leaves):
            var assembly = state.assemblies.removeValue(forKey: file) ?? ImportAssembly(profile: profile)
            for block in assembly.add(leaves, part: number) { state.gathered.add(block) }
            let node = state.tree.files[file]
            guard assembly.isComplete(ofBytes: state.tree.nodes[node].stamp.sizeBytes) else {
                state.assemblies[file] = assembly
                return
            }
            let (root, blocks, leaves) = assembly.finish()
            let copy = state.copies.removeValue(forKey: file)
            progress.add(bytes: 0, files: 1)
            accept(
                ImportedFile(node: node, root: root, leaves: leaves, blocks: blocks, copyPath: copy),
                into: &state
            )
        }
    }

    private func accept(_ file: ImportedFile, into state: inout State) {
        state.tree.nodes[file.node].imported = file.root
        var file = file
        for block in file.blocks { state.gathered.add(block) }
        file.blocks = []
        state.gathered.records += 1 + file.leaves.count
        state.gathered.files.append(file)
    }

    private func takeFolders() -> ImportFolders {
        state.withLock { state in
            defer { state.gathered = Gathered() }
            return ImportFolders(tree: state.tree, profile: profile, gathered: state.gathered)
        }
    }
}
