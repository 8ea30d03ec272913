import Core
import Glibc

/// Places inputs: finds what can be bound as it lies, and makes files and steps for the rest.
struct InputTree {
    /// One bind of a host file or folder.
    struct Bind {
        var source: String
        var target: String
        var isReadOnly: Bool
    }

    /// The most entries of folders that do not lie whole on this host; each file of them is a mount of its own, and
    /// the kernel's default limit is 100,000 mounts in a namespace, of which each takes two.
    static let entriesMax = 40_000
    private static let depthMax = 128

    private(set) var binds: [Bind] = []
    private(set) var links: [(target: String, at: String)] = []
    private(set) var steps: [ChildRequest.Tree.Step] = []
    private(set) var contentBytes: UInt64 = 0
    private let treeFolder: String
    private let filesFolder: String
    private var filesCount = 0
    private var entriesCount = 0

    /// Makes steps for a tree at `treeFolder`, and uses the existing folder `files` below the scratch folder.
    init(treeFolder: String, scratch: String) {
        self.treeFolder = treeFolder
        filesFolder = scratch + "/files"
    }

    /// Places one input.
    ///
    /// Throws when it is not as described, or cannot be shown.
    mutating func add(_ mount: Mount, at place: String) throws {
        contentBytes += mount.node.contentBytes
        switch mount.node {
        case .file(let path, let offset, let size):
            let source = try hostFile(path, offset, size, mustBeWhole: !mount.isReadOnly)
            binds.append(Bind(source: source, target: place, isReadOnly: mount.isReadOnly))
        case .bytes(let bytes):
            try requireReadOnly(mount)
            binds.append(Bind(source: try newFile(bytes), target: place, isReadOnly: true))
        case .symlink(let target):
            try Self.checkLink(target, place)
            links.append((target, place))
        case .directory(_, let hostPath?):
            try Self.checkKind(hostPath, S_IFDIR, "folder")
            binds.append(Bind(source: hostPath, target: place, isReadOnly: mount.isReadOnly))
        case .directory(let entries, nil):
            try requireReadOnly(mount)
            let root = "\(treeFolder)/input-\(binds.count)"
            steps.append(.directory(root))
            try addEntries(entries, at: root, place, depth: 1)
            binds.append(Bind(source: root, target: place, isReadOnly: true))
        }
    }

    private mutating func addEntries(_ entries: [MountEntry], at path: String, _ place: String, depth: Int) throws {
        entriesCount += entries.count
        if entriesCount > Self.entriesMax || depth > Self.depthMax {
            throw CoreError(
                .validation,
                "the input at \(place) has more than \(Self.entriesMax) entries or \(Self.depthMax) levels",
                hint: "split it over more partitions, or keep the folder whole on the node",
                component: HostCall.component
            )
        }
        for entry in entries {
            guard SandboxPaths.isPlainName(entry.name) else {
                throw CoreError(
                    .validation,
                    "the input at \(place) has an entry that is no plain name: \(entry.name)",
                    component: HostCall.component
                )
            }
            let at = path + "/" + entry.name
            switch entry.node {
            case .file(let source, let offset, let size):
                steps.append(.file(source: try hostFile(source, offset, size, mustBeWhole: false), at: at))
            case .bytes(let bytes):
                steps.append(.file(source: try newFile(bytes), at: at))
            case .symlink(let target):
                try Self.checkLink(target, place)
                steps.append(.symlink(target: target, at: at))
            case .directory(_, let hostPath?):
                try Self.checkKind(hostPath, S_IFDIR, "folder")
                steps.append(.folder(source: hostPath, at: at))
            case .directory(let below, nil):
                steps.append(.directory(at))
                try addEntries(below, at: at, place, depth: depth + 1)
            }
        }
    }

    private func requireReadOnly(_ mount: Mount) throws {
        if mount.isReadOnly { return }
        throw CoreError(
            .validation,
            "the input at \(mount.target) cannot be writable: it does not lie whole on this host",
            component: HostCall.component
        )
    }

    /// The file itself when all of it is meant, else a copy of the range.
    private mutating func hostFile(_ path: String, _ offset: UInt64, _ size: UInt64, mustBeWhole: Bool) throws -> String
    {
        let length = try Self.checkKind(path, S_IFREG, "file")
        if offset == 0 && size == length { return path }
        guard !mustBeWhole, offset <= length, size <= length - offset else {
            throw CoreError(
                .corrupt,
                "the file \(path) has \(length) bytes, but bytes \(offset) to \(offset &+ size) are wanted",
                hint: "it has changed since it was added: add it again",
                component: HostCall.component
            )
        }
        return try copyRange(path, offset, size)
    }

    private mutating func copyRange(_ path: String, _ offset: UInt64, _ size: UInt64) throws -> String {
        let source = OwnedDescriptor(open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW))
        guard source.isOpen else { throw HostCall.failure("open \(path)") }
        let target = try newFile([])
        let sink = OwnedDescriptor(open(target, O_WRONLY | O_CLOEXEC | O_NOFOLLOW))
        guard sink.isOpen else { throw HostCall.failure("open \(target)") }
        var position = off_t(offset)
        var left = Int(size)
        while left > 0 {
            let count = sendfile(sink.number, source.number, &position, min(left, 1 << 30))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw HostCall.failure("copy a range of \(path)") }
            left -= count
        }
        return target
    }

    private mutating func newFile(_ bytes: [UInt8]) throws -> String {
        filesCount += 1
        let path = "\(filesFolder)/\(filesCount)"
        try HostCall.writeNew(path, bytes)
        return path
    }

    /// Returns the size; refuses a symlink in the last place, so that a link put there later leads nowhere.
    @discardableResult
    private static func checkKind(_ path: String, _ kind: mode_t, _ word: String) throws -> UInt64 {
        var status = stat()
        guard path.hasPrefix("/"), lstat(path, &status) == 0 else { throw HostCall.failure("find the input \(path)") }
        guard status.st_mode & S_IFMT == kind else {
            throw CoreError(.corrupt, "the input \(path) is no \(word) any more", component: HostCall.component)
        }
        return UInt64(status.st_size)
    }

    private static func checkLink(_ target: String, _ place: String) throws {
        if !target.isEmpty && target.utf8.count < PATH_MAX && !target.utf8.contains(0) { return }
        throw CoreError(
            .validation,
            "the input at \(place) has a symlink without a usable target",
            component: HostCall.component
        )
    }
}
