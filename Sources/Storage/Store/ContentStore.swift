package import ContentAddressing
package import Core
import Glibc
import Synchronization

/// The content of one node: which blocks it has and where they lie, over one folder and one index.
///
/// What the user adds stays where it is; what comes from elsewhere becomes files that the store owns. Every block is
/// hashed again before it is handed out. Errors are `CoreError`s: `corrupt` for content that is gone or changed,
/// `notFound`, `conflict` for a file that changes while it is read, `tooLarge` for a limit, `io` and `exhausted`.
package final class ContentStore: BlockStore, Sendable {
    /// Up to this size, leaves that come from memory or from other nodes lie in the index, not in files.
    package static let inlineBytesMax = 16 << 10
    /// Blocks remembered as stored, so that storing them again costs nothing.
    static let recentBlocksMax = 65_536
    /// Names of roots that the user did not add start with this; no file name can.
    package static let internalNamePrefix = "/"

    let index: any ContentIndex
    let area: OwnedArea
    let writer: IndexWriter
    let gate = ImportGate()
    let recent = Mutex(RecentSet(capacity: recentBlocksMax))
    /// Roots of results that are known to be kept.
    let recentResults = Mutex(RecentSet(capacity: recentBlocksMax))
    let changes = ChangeBroadcaster()
    let fetchLocks = FetchLocks()
    let now: @Sendable () -> Timestamp
    let workers: Int
    /// The most bytes of fetched inputs that are kept when nobody uses them.
    let fetchedBytesMax: UInt64
    let fetched = Mutex(FetchedLedger())

    private init(
        area: OwnedArea,
        index: any ContentIndex,
        workers: Int,
        fetchedBytesMax: UInt64,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.area = area
        self.fetchedBytesMax = fetchedBytesMax
        self.index = index
        self.workers = workers
        self.now = now
        writer = IndexWriter(index: index)
    }

    /// Opens the store in `folder`, which is made when it is not there, and sweeps what a crash left half done.
    ///
    /// `workers` is how many hash at once; nil means one per processor. `fetchedBytesMax` bounds what is kept of
    /// fetched inputs, see ``evictFetched()``. Throws `conflict` when another process has the store open.
    package static func open(
        folder: String,
        index: any ContentIndex,
        workers: Int? = nil,
        fetchedBytesMax: UInt64 = .max,
        now: @escaping @Sendable () -> Timestamp
    ) async throws -> ContentStore {
        let area = try await offload { try OwnedArea(folder: folder) }
        let count = workers ?? max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
        return ContentStore(area: area, index: index, workers: count, fetchedBytesMax: fetchedBytesMax, now: now)
    }

    /// Computes the CID that `add` would give, without a store; nothing is kept.
    package static func cid(
        of path: String,
        _ options: AddOptions = AddOptions(),
        onProgress: @escaping @Sendable (AddProgress) -> Void = { _ in }
    ) async throws -> CID {
        try await imported(path, options, onProgress: onProgress).cid
    }

    /// What `add` would give for a path, without a store; nothing is kept.
    package static func imported(
        _ path: String,
        _ options: AddOptions = AddOptions(),
        onProgress: @escaping @Sendable (AddProgress) -> Void = { _ in }
    ) async throws -> ImportedNode {
        let tree = try await offload {
            try ImportTree(scanning: absolutePath(path), includesHidden: options.includesHidden)
        }
        let session = ImportSession(
            tree: tree,
            profile: options.profile,
            sink: DiscardingSink(),
            onProgress: onProgress
        )
        let count = max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))))
        guard let root = try await session.run(workers: count).nodes.first?.imported else {
            preconditionFailure("an import has a root")
        }
        return root
    }

    /// The path with its folder's symlinks resolved, but not a symlink at its end.
    static func absolutePath(_ path: String) throws -> String {
        guard !path.isEmpty else { throw CoreError.storage(.badRequest, "the path to add is empty") }
        let name = Folder.name(of: path)
        if ["/", ".", ".."].contains(name) || path.hasSuffix("/") { return try Folder.realPath(path) }
        let folder = try Folder.realPath(Folder.parent(of: path) ?? ".")
        return (folder == "/" ? "" : folder) + "/" + name
    }

    /// Runs writes whose root may come later; garbage is not collected meanwhile.
    func importing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        await gate.enter()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        if gate.leave() { try? await collectWhileHolding() }
        return try result.get()
    }
}
