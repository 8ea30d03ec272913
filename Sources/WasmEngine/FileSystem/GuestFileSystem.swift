import Core

/// The one tree that a guest sees: inputs where they are mounted, result folders under their names and their paths.
///
/// Nothing outside of the tree can be named, so no path escapes. Used by one run on one thread.
final class GuestFileSystem {
    let root: Directory
    let quota: OutputQuota
    let space: ScratchSpace
    /// The result folders by name, in the order of the task.
    private(set) var resultFolders: [(name: String, folder: Directory)] = []
    private var createdCount: UInt64 = 0

    /// Builds the tree.
    ///
    /// Throws a `CoreError` with code `validation` when two targets cannot both be there.
    init(mounts: [Mount], resultPaths: [ResultPathSpec], quota: OutputQuota, space: ScratchSpace) throws(CoreError) {
        self.root = Directory(inode: Inode.root, parent: nil, isWritable: false)
        self.quota = quota
        self.space = space
        for mount in mounts { try attach(mount) }
        for result in resultPaths { try attach(result) }
    }

    /// Throws what `init` would throw for the request's mounts and result paths.
    static func check(_ request: ExecutionRequest) throws(CoreError) {
        if request.mounts.count == 1, request.task.resultPaths.isEmpty, isPlainFile(request.mounts[0]) { return }
        _ = try GuestFileSystem(
            mounts: request.mounts,
            resultPaths: request.task.resultPaths,
            quota: OutputQuota(bytesMax: 0, filesMax: 0),
            space: ScratchSpace(path: request.scratchPath)
        )
    }

    /// True for a read-only input with a plain name below the root, which has nothing to be in conflict with.
    private static func isPlainFile(_ mount: Mount) -> Bool {
        let name = mount.target.utf8
        return mount.isReadOnly && name.count <= 255 && name.first != UInt8(ascii: ".") && !name.isEmpty
            && name.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    /// The number for the next thing that the program creates.
    func nextInode() -> UInt64 {
        createdCount += 1
        return Inode.created(createdCount)
    }

    /// Everything that the program left, one folder per result path, sorted by name.
    func takeResults() -> [ResultEntry] {
        resultFolders
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { ResultEntry(name: $0.name, node: .directory(Self.collect($0.folder))) }
    }

    // The recursion is as deep as created folders may be nested: `WasiLimits.directoryDepthMax`.
    private static func collect(_ folder: Directory) -> [ResultEntry] {
        folder.createdEntries().compactMap { name, node in
            switch node {
            case .directory(let inner): ResultEntry(name: name.text, node: .directory(collect(inner)))
            case .output(let file): ResultEntry(name: name.text, node: file.takeResult())
            case .link(let link):
                ResultEntry(name: name.text, node: .symlink(target: String(decoding: link.target, as: UTF8.self)))
            case .input: nil
            }
        }
    }

    // MARK: - Mounting

    private func attach(_ mount: Mount) throws(CoreError) {
        let path = try Self.components(of: mount.target, field: "the target of an input")
        guard mount.isReadOnly else {
            throw CoreError(
                .validation,
                "the input at '\(mount.target)' is to be written to, which the wasm engine does not do",
                hint: "write to a result path instead",
                component: "wasm"
            )
        }
        guard let name = path.last else {
            guard case .directory(let entries, _) = mount.node, root.source.isEmpty else {
                throw Self.conflict(mount.target, "only one folder can be mounted at the root")
            }
            return root.fill(with: entries)
        }
        let parent = try makePath(path.dropLast(), for: mount.target)
        if let existing = parent.child(name) {
            // A deeper target came first and made this folder on its way.
            guard case .directory(let folder) = existing, folder.source.isEmpty, !folder.isMountPoint,
                case .directory(let entries, _) = mount.node
            else { throw Self.conflict(mount.target, "something is mounted there already") }
            folder.fill(with: entries)
            folder.isMountPoint = true
            return
        }
        let node = Directory.node(for: mount.node, named: name, in: parent)
        if case .directory(let folder) = node { folder.isMountPoint = true }
        parent.attach(node, named: name)
    }

    private func attach(_ result: ResultPathSpec) throws(CoreError) {
        let path = try Self.components(of: result.path, field: "the path of the result '\(result.name)'")
        let alias = try Self.components(of: result.name, field: "the name of the result path '\(result.path)'")
        guard !alias.isEmpty else {
            throw CoreError(.validation, "a result path has the name '\(result.name)'; it needs one", component: "wasm")
        }
        // The root itself is no result: its folder is then seen under its name alone.
        let folder = try makeResultFolder(path.isEmpty ? alias : path, for: result)
        resultFolders.append((result.name, folder))
        guard !path.isEmpty, alias != path, let last = alias.last else { return }
        let parent = try makePath(alias.dropLast(), for: result.name)
        guard parent.child(last) == nil else {
            throw Self.conflict("/" + result.name, "the result '\(result.name)' needs the place for its own name")
        }
        parent.attach(.directory(folder), named: last)
    }

    private func makeResultFolder(_ path: [FileName], for result: ResultPathSpec) throws(CoreError) -> Directory {
        guard let name = path.last else { throw Self.conflict(result.path, "it is empty") }
        let parent = try makePath(path.dropLast(), for: result.path)
        guard let existing = parent.child(name) else {
            let folder = Directory(
                inode: Inode.child(of: parent.inode, named: name.bytes),
                parent: parent,
                isWritable: true
            )
            folder.isMountPoint = true
            parent.attach(.directory(folder), named: name)
            return folder
        }
        guard case .directory(let folder) = existing, folder.source.isEmpty, !folder.isMountPoint else {
            throw Self.conflict(result.path, "an input or another result is mounted there already")
        }
        folder.makeWritable()
        folder.isMountPoint = true
        return folder
    }

    /// The folder at `path`, made of empty read-only folders as far as it does not exist.
    private func makePath(_ path: ArraySlice<FileName>, for target: String) throws(CoreError) -> Directory {
        var current = root
        for name in path {
            switch current.child(name) {
            case .directory(let folder)?:
                current = folder
            case nil:
                let folder = Directory(
                    inode: Inode.child(of: current.inode, named: name.bytes),
                    parent: current,
                    isWritable: false
                )
                current.attach(.directory(folder), named: name)
                current = folder
            default:
                throw Self.conflict(target, "'\(name.text)' on the way to it is a file")
            }
        }
        return current
    }

    private static func components(of path: String, field: String) throws(CoreError) -> [FileName] {
        let names = FileName.components(of: path.utf8)
        let isSound = names.allSatisfy {
            !$0.isDotDot && !$0.bytes.contains(0) && $0.bytes.count <= WasiLimits.nameBytesMax
        }
        guard isSound, path.utf8.count <= WasiLimits.pathBytesMax, names.count <= WasiLimits.directoryDepthMax else {
            throw CoreError(
                .validation,
                "\(field) is '\(path)'; it must be a path without '..' of at most \(WasiLimits.pathBytesMax) bytes",
                component: "wasm"
            )
        }
        return names
    }

    private static func conflict(_ target: String, _ reason: String) -> CoreError {
        CoreError(.validation, "cannot mount '\(target)': \(reason)", hint: "choose another target", component: "wasm")
    }
}
