/// What a program may change: entries of writable folders.
extension GuestFileSystem {
    /// Creates an empty file at a place where nothing is.
    func createFile(at place: ResolvedPath) throws(WasiErrno) -> OutputFile {
        guard !place.requiresDirectory else { throw .isDirectory }
        let name = try creatableName(at: place)
        try quota.takeFile()
        let file = OutputFile(inode: nextInode(), quota: quota, space: space)
        place.parent.attach(.output(file), named: name)
        return file
    }

    func createDirectory(at place: ResolvedPath) throws(WasiErrno) {
        guard place.node == nil else { throw .exists }
        let name = try creatableName(at: place)
        guard place.parent.depth < WasiLimits.directoryDepthMax else { throw .nameTooLong }
        try quota.takeFile()
        let folder = Directory(inode: nextInode(), parent: place.parent, isWritable: true)
        place.parent.attach(.directory(folder), named: name)
    }

    /// Stores a link; its target's bytes count against the quota.
    func createLink(to target: [UInt8], at place: ResolvedPath) throws(WasiErrno) {
        guard place.node == nil else { throw .exists }
        guard !place.requiresDirectory else { throw .noEntry }
        let name = try creatableName(at: place)
        guard !target.isEmpty, target.count <= WasiLimits.pathBytesMax else { throw .invalid }
        guard !target.contains(0), String(validating: target, as: UTF8.self) != nil else { throw .illegalSequence }
        try quota.takeFile()
        let granted = quota.takeBytes(Int64(target.count))
        guard granted == target.count else {
            quota.giveBackBytes(granted)
            quota.giveBackFile()
            throw .noSpace
        }
        place.parent.attach(.link(Link(inode: nextInode(), target: target)), named: name)
    }

    /// Takes the name of a file or link away.
    func unlink(_ place: ResolvedPath) throws(WasiErrno) {
        guard let node = place.node else { throw .noEntry }
        if case .directory = node { throw .isDirectory }
        guard place.parent.isWritable, let name = place.name else { throw .readOnly }
        try forget(node)
        place.parent.detach(name)
    }

    func removeDirectory(_ place: ResolvedPath) throws(WasiErrno) {
        guard let node = place.node else { throw .noEntry }
        guard case .directory(let folder) = node else { throw .notDirectory }
        guard let name = place.name else { throw .invalid }
        guard place.parent.isWritable else { throw .readOnly }
        guard !folder.isMountPoint else { throw .busy }
        guard folder.isEmpty else { throw .notEmpty }
        try forget(node)
        place.parent.detach(name)
    }

    /// Moves an entry, replacing what is at the new place as POSIX `rename` does.
    func rename(_ old: ResolvedPath, to new: ResolvedPath) throws(WasiErrno) {
        guard let node = old.node else { throw .noEntry }
        guard let oldName = old.name, new.node == nil || new.name != nil else { throw .invalid }
        guard old.parent.isWritable, new.parent.isWritable, !new.parent.isRemoved else { throw .readOnly }
        if let target = new.node, target.isSame(as: node) { return }
        guard let newName = new.name else { throw .invalid }
        try newName.checkCreatable()
        switch node {
        case .directory(let folder): try checkMove(of: folder, to: new)
        case .input: throw .readOnly
        case .output, .link:
            if case .directory? = new.node { throw .isDirectory }
            if new.requiresDirectory { throw .notDirectory }
        }
        if let target = new.node { try forget(target) }
        old.parent.detach(oldName)
        new.parent.attach(node, named: newName)
        if case .directory(let folder) = node { folder.move(to: new.parent) }
    }

    private func checkMove(of folder: Directory, to new: ResolvedPath) throws(WasiErrno) {
        guard !folder.isMountPoint else { throw .busy }
        guard !new.parent.isInside(folder) else { throw .invalid }
        guard new.parent.depth + 1 + folder.createdHeight() <= WasiLimits.directoryDepthMax else { throw .nameTooLong }
        switch new.node {
        case nil: break
        case .directory(let target)?:
            guard !target.isMountPoint else { throw .busy }
            guard target.isEmpty else { throw .notEmpty }
        default: throw .notDirectory
        }
    }

    /// Gives back to the quota what had a name until now.
    private func forget(_ node: FileNode) throws(WasiErrno) {
        switch node {
        case .output(let file): file.unlinkName()
        case .link(let link):
            quota.giveBackBytes(Int64(link.target.count))
            quota.giveBackFile()
        case .directory(let folder):
            folder.markRemoved()
            quota.giveBackFile()
        case .input: throw .readOnly
        }
    }

    private func creatableName(at place: ResolvedPath) throws(WasiErrno) -> FileName {
        guard let name = place.name else { throw .exists }
        guard !place.parent.isRemoved else { throw .noEntry }
        guard place.parent.isWritable else { throw .readOnly }
        try name.checkCreatable()
        return name
    }
}
