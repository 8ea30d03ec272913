import ContentAddressing
import Core

/// One fetch of a tree: asks for blocks, several at once, and lands files whole.
///
/// Depth first, so that few files are open at a time. Records are written in batches, a file's after its bytes are on
/// disk; the root's record is the caller's to write afterwards.
struct FetchSession {
    private static let batchRecordsMax = 4096
    private static let batchBytesMax = 4 << 20

    private let store: ContentStore
    private let getter: BlockGetter
    private let limits: FetchLimits
    private var pending: [FetchItem]
    private var seen: Set<CID> = []
    private var open: [Int: OpenFetch] = [:]
    private var nextFile = 0
    private var batch = IndexBatch()
    private var batchRecords = 0
    private var batchBytes = 0
    private var blocks = 0
    private var totalBytes: UInt64 = 0
    private var lastReport: ContinuousClock.Instant?
    /// Locks on files that are being put together.
    private var locked: [CID] = []
    /// Bytes that came from outside this node.
    private(set) var fetchedBytes: UInt64 = 0

    init(
        store: ContentStore,
        root: CID,
        limits: FetchLimits,
        source: @escaping @Sendable (CID) async throws -> Block?
    ) {
        self.store = store
        self.limits = limits
        getter = BlockGetter(store: store, source: source)
        pending = [FetchItem(cid: root, role: .entry, depth: 0)]
    }

    mutating func run(onProgress: (UInt64) -> Void) async throws {
        do {
            try await withThrowingTaskGroup(of: FetchedBlock.self) { group in
                var inFlight = 0
                while inFlight > 0 || !pending.isEmpty {
                    while inFlight < limits.inFlightMax, let item = try await nextItem() {
                        group.addTask { [getter] in try await getter.get(item) }
                        inFlight += 1
                    }
                    guard let result = await group.nextResult() else { continue }
                    inFlight -= 1
                    do {
                        try await take(try result.get())
                    } catch {
                        // What has arrived is kept, so that the next fetch need not ask for it again.
                        group.cancelAll()
                        while let late = await group.nextResult() {
                            if case .success(let block) = late { try? await take(block) }
                        }
                        throw error
                    }
                    report(onProgress)
                }
            }
            try await flush()
        } catch {
            try? await flush()
            // What lies in a place of its own is of no use to a later fetch.
            let useless = open.values.map(\.path).filter { $0.hasPrefix(store.area.folder + "/tmp/") }
            try? await offload { for path in useless { try Folder.removeFile(path) } }
            for cid in locked { store.fetchLocks.unlock(cid) }
            throw error
        }
        onProgress(fetchedBytes)
    }

    /// The next block to ask for; entries that are here already are passed over.
    private mutating func nextItem() async throws -> FetchItem? {
        while let item = pending.popLast() {
            guard case .entry = item.role else { return item }
            guard seen.insert(item.cid).inserted else { continue }
            if try await store.validFile(holding: item.cid) != nil { continue }
            if item.cid.codec == .raw, try await store.has(item.cid) { continue }
            return item
        }
        return nil
    }

    private mutating func take(_ block: FetchedBlock) async throws {
        blocks += 1
        totalBytes += UInt64(block.bytes.count)
        fetchedBytes += block.fetchedBytes
        guard blocks <= limits.blocksMax, totalBytes <= limits.bytesMax else {
            throw CoreError.storage(
                .tooLarge,
                "the tree has more than \(limits.blocksMax) blocks or \(limits.bytesMax) bytes"
            )
        }
        switch block.item.role {
        case .entry: try await takeEntry(block)
        case .part(let file, _, let offset, let fileBytes):
            try await takePart(block, file: file, offset: offset, fileBytes: fileBytes)
        }
        if batchRecords >= Self.batchRecordsMax || batchBytes >= Self.batchBytesMax { try await flush() }
    }

    private mutating func takeEntry(_ block: FetchedBlock) async throws {
        let cid = block.item.cid
        if cid.codec == .raw {
            if block.bytes.count <= ContentStore.inlineBytesMax { return add(Block(cid: cid, bytes: block.bytes)) }
            return try await openFile(block, fileBytes: UInt64(block.bytes.count))
        }
        let node = try decode(cid, block.bytes)
        switch node.unixFS.type {
        case .directory, .hamtShard, .metadata:
            add(Block(cid: cid, bytes: block.bytes))
            try push(
                node.node.links.map { FetchItem(cid: $0.cid, role: .entry, depth: block.item.depth + 1) },
                below: cid
            )
        case .symlink:
            add(Block(cid: cid, bytes: block.bytes))
        case .file, .raw:
            let size = node.unixFS.fileSize ?? UInt64(node.unixFS.data?.count ?? 0)
            guard size > UInt64(ContentStore.inlineBytesMax) else {
                add(Block(cid: cid, bytes: block.bytes))
                let parts = node.node.links.map { FetchItem(cid: $0.cid, role: .entry, depth: block.item.depth + 1) }
                return try push(parts, below: cid)
            }
            try await openFile(block, fileBytes: size)
        }
    }

    private func decode(_ cid: CID, _ bytes: [UInt8]) throws -> UnixFSBlock {
        try store.reading(cid) { () throws(ContentError) in try UnixFSBlock(cid: cid, decoding: bytes) }
    }

    private mutating func openFile(_ block: FetchedBlock, fileBytes: UInt64) async throws {
        let cid = block.item.cid
        guard fileBytes <= limits.bytesMax else {
            throw CoreError.storage(.tooLarge, "file \(cid) states \(fileBytes) bytes, the limit is \(limits.bytesMax)")
        }
        // Where another fetch is putting the same file together, this one works beside it and the first to land wins.
        let isFirst = store.fetchLocks.tryLock(cid)
        if isFirst { locked.append(cid) }
        let number = nextFile
        nextFile += 1
        let path = isFirst ? store.area.partialPath(of: cid) : store.area.temporaryPath()
        open[number] = OpenFetch(root: cid, path: path, fileBytes: fileBytes, outstanding: 1)
        var part = block
        part.item.role = .part(file: number, path: path, offset: 0, fileBytes: fileBytes)
        try await takePart(part, file: number, offset: 0, fileBytes: fileBytes)
    }

    private mutating func takePart(_ block: FetchedBlock, file: Int, offset: UInt64, fileBytes: UInt64) async throws {
        guard var fetch = open[file] else { preconditionFailure("parts belong to open files") }
        let cid = block.item.cid
        let leaf = IndexBatch.Leaf(multihash: cid.multihash, offset: offset, length: Int(clamping: fileBytes))
        if block.isInPlace {
            fetch.leaves.append(leaf)
        } else if cid.codec == .raw {
            guard UInt64(block.bytes.count) == fileBytes else { throw mismatch(cid, of: fetch.root) }
            try await write(block.bytes, to: fetch.path, at: offset)
            if cid.identityData == nil { fetch.leaves.append(leaf) }
        } else {
            try await takeNode(block, into: &fetch, file: file, leaf: leaf, fileBytes: fileBytes)
        }
        fetch.outstanding -= 1
        open[file] = fetch
        if fetch.outstanding == 0 { try await land(file) }
    }

    private mutating func takeNode(
        _ block: FetchedBlock,
        into fetch: inout OpenFetch,
        file: Int,
        leaf: IndexBatch.Leaf,
        fileBytes: UInt64
    ) async throws {
        let cid = block.item.cid
        let node = try decode(cid, block.bytes)
        let data = node.unixFS.data ?? []
        let links = node.node.links
        guard node.unixFS.type == .file || node.unixFS.type == .raw, node.unixFS.blockSizes.count == links.count else {
            throw mismatch(cid, of: fetch.root)
        }
        var parts: [FetchItem] = []
        var sum = UInt64(data.count)
        for (link, size) in zip(links, node.unixFS.blockSizes) {
            let role = FetchItem.Role.part(file: file, path: fetch.path, offset: leaf.offset + sum, fileBytes: size)
            let (next, overflow) = sum.addingReportingOverflow(size)
            guard !overflow, next <= fileBytes else { throw mismatch(cid, of: fetch.root) }
            sum = next
            parts.append(FetchItem(cid: link.cid, role: role, depth: block.item.depth + 1))
        }
        guard sum == fileBytes else { throw mismatch(cid, of: fetch.root) }
        if !data.isEmpty { try await write(data, to: fetch.path, at: leaf.offset) }
        if links.isEmpty, cid.identityData == nil, ContentStore.wrapped(data) == block.bytes {
            fetch.leaves.append(leaf)
        } else if cid.identityData == nil {
            fetch.blocks.append(Block(cid: cid, bytes: block.bytes))
        }
        fetch.outstanding += parts.count
        try push(parts, below: cid)
    }

    private func mismatch(_ cid: CID, of root: CID) -> CoreError {
        .storage(.corrupt, "the sizes that file \(root) states do not fit its block \(cid)")
    }

    private func write(_ bytes: [UInt8], to path: String, at offset: UInt64) async throws {
        try await offload { try OpenFile(updating: path).write(bytes, at: offset) }
    }

    private mutating func land(_ file: Int) async throws {
        guard let fetch = open.removeValue(forKey: file) else { return }
        let area = store.area
        if try await store.validFile(holding: fetch.root) != nil {
            return try await offload { try Folder.removeFile(fetch.path) }
        }
        let record = try await offload {
            try OpenFile(updating: fetch.path).truncate(to: fetch.fileBytes)
            return try area.adopt(fetch.path, root: fetch.root)
        }
        batch.files.append(.init(file: record, leaves: fetch.leaves.sorted { $0.offset < $1.offset }))
        batchRecords += 1 + fetch.leaves.count
        for block in fetch.blocks { add(block) }
    }

    private mutating func add(_ block: Block) {
        guard block.cid.identityData == nil else { return }
        batch.blocks.append(block)
        batchRecords += 1
        batchBytes += block.bytes.count
    }

    private mutating func push(_ items: [FetchItem], below cid: CID) throws {
        guard pending.count + items.count <= limits.pendingMax, (items.first?.depth ?? 0) <= limits.depthMax else {
            throw CoreError.storage(
                .tooLarge,
                "below \(cid) the tree is deeper than \(limits.depthMax) or wider than \(limits.pendingMax) blocks"
            )
        }
        pending += items.reversed()
    }

    private mutating func flush() async throws {
        var full = batch
        batch = IndexBatch()
        batchRecords = 0
        batchBytes = 0
        full.blocks = store.unknown(full.blocks)
        if !full.files.isEmpty { try await offload { [area = store.area] in try area.sync() } }
        try await store.write(full)
        let stillOpen = Set(open.values.map(\.root))
        for cid in locked where !stillOpen.contains(cid) { store.fetchLocks.unlock(cid) }
        locked = locked.filter { stillOpen.contains($0) }
    }

    private mutating func report(_ onProgress: (UInt64) -> Void) {
        let now = ContinuousClock.now
        if let lastReport, now - lastReport < .milliseconds(50) { return }
        lastReport = now
        onProgress(fetchedBytes)
    }
}
