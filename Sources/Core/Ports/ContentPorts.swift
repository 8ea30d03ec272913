package import ContentAddressing

/// Gives blocks by their CID; every block is checked against its hash before it is handed out.
package protocol BlockStore: Sendable {
    /// The block, or nil when it is not here. Throws `corrupt` when the bytes that should be it have changed.
    func block(_ cid: CID) async throws -> Block?
}

/// Where one block of content lies.
package struct BlockLocation: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// A byte range of a file that the index knows.
        case range(fileID: Int64, offset: UInt64, length: Int)
        /// In the index itself (dag-pb nodes and small leaves).
        case inline([UInt8])
    }

    package var multihash: Multihash
    package var place: Place

    package init(multihash: Multihash, place: Place) {
        self.multihash = multihash
        self.place = place
    }
}

/// A file whose bytes are blocks: lying where the user has it, or owned by the store.
package struct IndexedFile: Hashable, Sendable {
    /// Given by the index; 0 before it is stored.
    package var id: Int64
    package var path: String
    package var sizeBytes: UInt64
    package var modifiedNanoseconds: Int64
    package var inode: UInt64
    /// True when the store owns the file and may delete it.
    package var isOwned: Bool
    /// The CID of the whole file, so that it can be mounted as it lies.
    package var root: CID

    package init(path: String, sizeBytes: UInt64, modifiedNanoseconds: Int64, inode: UInt64, isOwned: Bool, root: CID) {
        self.id = 0
        self.path = path
        self.sizeBytes = sizeBytes
        self.modifiedNanoseconds = modifiedNanoseconds
        self.inode = inode
        self.isOwned = isOwned
        self.root = root
    }
}

/// A root that the user or a job asked to keep.
package struct ContentRoot: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case file, directory, symlink
    }

    package var cid: CID
    package var name: String
    package var kind: Kind
    package var contentBytes: UInt64
    package var tsize: UInt64
    package var files: Int
    package var addedAt: Timestamp
    /// The folder that holds it whole on this host, when there is one.
    package var hostPath: String?

    package init(
        cid: CID,
        name: String,
        kind: Kind,
        contentBytes: UInt64,
        tsize: UInt64,
        files: Int,
        addedAt: Timestamp,
        hostPath: String?
    ) {
        self.cid = cid
        self.name = name
        self.kind = kind
        self.contentBytes = contentBytes
        self.tsize = tsize
        self.files = files
        self.addedAt = addedAt
        self.hostPath = hostPath
    }
}

/// What one import adds to the index, written all or not at all.
package struct IndexBatch: Sendable {
    /// Files with their leaf blocks; the batch's file ids are given by the index.
    package struct FileEntry: Sendable {
        package var file: IndexedFile
        /// Offsets and lengths of the leaves in the file; empty when the leaves are inline.
        package var leaves: [Leaf]
        package init(file: IndexedFile, leaves: [Leaf]) {
            self.file = file
            self.leaves = leaves
        }
    }

    package struct Leaf: Hashable, Sendable {
        package var multihash: Multihash
        package var offset: UInt64
        package var length: Int
        package init(multihash: Multihash, offset: UInt64, length: Int) {
            self.multihash = multihash
            self.offset = offset
            self.length = length
        }
    }

    package var files: [FileEntry] = []
    package var blocks: [Block] = []
    package var roots: [ContentRoot] = []

    package init() {}

    package var isEmpty: Bool { files.isEmpty && blocks.isEmpty && roots.isEmpty }
}

/// Keeps which blocks lie where: the durable memory of a content store.
///
/// One index belongs to one store; when a write returns, it survives a crash of the process and of the machine.
package protocol ContentIndex: Sendable {
    func write(_ batch: IndexBatch) async throws
    func location(of multihash: Multihash) async throws -> BlockLocation?
    func file(_ id: Int64) async throws -> IndexedFile?
    /// Files that hold this CID whole, newest first.
    func files(holding root: CID) async throws -> [IndexedFile]
    func files(atPath path: String) async throws -> [IndexedFile]
    func allFiles(after id: Int64, limit: Int) async throws -> [IndexedFile]
    func leaves(ofFile id: Int64) async throws -> [IndexBatch.Leaf]
    /// Forgets the files and their blocks.
    func removeFiles(_ ids: [Int64]) async throws
    func roots() async throws -> [ContentRoot]
    func root(_ cid: CID) async throws -> ContentRoot?
    func removeRoot(_ cid: CID) async throws
    /// All inline blocks' multihashes, for collecting garbage.
    func inlineBlocks(after multihash: Multihash?, limit: Int) async throws -> [Multihash]
    func removeInlineBlocks(_ multihashes: [Multihash]) async throws
    func totals() async throws -> (files: Int, blocks: Int, bytes: UInt64)
}

/// What a finished execution left in a node's store.
package struct StoredResult: Hashable, Sendable {
    package var cid: CID
    /// The cumulative DAG size of the tree.
    package var tsize: UInt64
    /// Bytes of file content in the tree.
    package var contentBytes: UInt64

    package init(cid: CID, tsize: UInt64, contentBytes: UInt64) {
        self.cid = cid
        self.tsize = tsize
        self.contentBytes = contentBytes
    }
}

/// Keeps the result trees of executions.
package protocol ResultStore: Sendable {
    /// Stores the tree `stdout`, `stderr`, `exitCode` and one folder per result; files are taken over from the scratch
    /// folder.
    ///
    /// When it returns, the tree survives a crash.
    func put(_ outcome: ExecutionOutcome) async throws -> StoredResult
}

/// The output of executions that run on nodes of this process.
package protocol LiveOutput: Sendable {
    /// What the execution printed so far (when `fromStart`) and, when `untilEnd`, what it prints until it ends.
    /// Nil when the execution does not run here.
    func output(of id: ExecutionID, fromStart: Bool, untilEnd: Bool) -> AsyncStream<(OutputStream, [UInt8])>?
}

/// Keeps outcomes that were not confirmed, over a restart of the node.
///
/// Written seldom (an outcome that nobody confirmed for seconds), so it may block the thread for a small file.
package protocol NodeJournal: Sendable {
    func save(_ reports: [ExecutionReport]) throws
    func remove(_ ids: [ExecutionID]) throws
    func load() throws -> [ExecutionReport]
}
