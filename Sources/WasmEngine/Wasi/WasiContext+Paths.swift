/// Opening and changing what a path names.
extension WasiContext {
    /// Follows a path from an open folder.
    func place(
        _ descriptor: UInt32,
        _ path: UnsafeRawBufferPointer,
        follows: Bool
    ) throws(WasiErrno) -> ResolvedPath {
        try fileSystem.resolve(path, from: try files[descriptor].directory, followsLast: follows)
    }

    /// Opens or creates what a path names and returns its descriptor.
    func open(
        _ descriptor: UInt32,
        _ path: UnsafeRawBufferPointer,
        follows: Bool,
        openFlags: UInt32,
        rights: UInt64,
        flags: UInt32
    ) throws(WasiErrno) -> UInt32 {
        guard openFlags <= WasiOpenFlags.all, flags <= UInt32(WasiFdFlags.all) else { throw .invalid }
        let isExclusive = openFlags & WasiOpenFlags.exclusive != 0 && openFlags & WasiOpenFlags.create != 0
        let found = try place(descriptor, path, follows: follows && !isExclusive)
        if isExclusive && found.node != nil { throw .exists }
        let changes = rights & WasiRights.changing != 0
        let target: OpenFile.Target
        switch found.node {
        case nil:
            guard openFlags & WasiOpenFlags.create != 0 else { throw .noEntry }
            guard openFlags & WasiOpenFlags.directory == 0 else { throw .invalid }
            target = .written(try fileSystem.createFile(at: found))
        case .directory(let folder)?:
            let asksForFile = openFlags & (WasiOpenFlags.create | WasiOpenFlags.truncate) != 0 || changes
            guard openFlags & WasiOpenFlags.directory != 0 || !asksForFile else { throw .isDirectory }
            return try files.insert(OpenFile(.directory(folder), flags: UInt16(flags)))
        case .link?: throw .loop
        case .input(let file)?:
            guard openFlags & WasiOpenFlags.directory == 0 else { throw .notDirectory }
            guard !changes, openFlags & WasiOpenFlags.truncate == 0 else { throw .readOnly }
            target = .read(try InputHandle(file))
        case .output(let file)?:
            guard openFlags & WasiOpenFlags.directory == 0 else { throw .notDirectory }
            if openFlags & WasiOpenFlags.truncate != 0 { try file.resize(to: 0) }
            target = .written(file)
        }
        let file = OpenFile(
            target,
            canRead: rights & WasiRights.read != 0,
            canWrite: changes,
            flags: UInt16(flags)
        )
        return try files.insert(file)
    }

    /// Copies a link's target, cut off at the end of the buffer, and returns how many bytes were copied.
    func readLink(
        _ descriptor: UInt32,
        _ path: UnsafeRawBufferPointer,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(WasiErrno) -> UInt32 {
        switch try place(descriptor, path, follows: false).node {
        case nil: throw .noEntry
        case .link(let link)?:
            let count = min(buffer.count, link.target.count)
            buffer.copyBytes(from: link.target[..<count])
            return UInt32(count)
        default: throw .invalid
        }
    }

    func rename(
        _ oldFolder: UInt32,
        _ oldPath: UnsafeRawBufferPointer,
        _ newFolder: UInt32,
        _ newPath: UnsafeRawBufferPointer
    ) throws(WasiErrno) {
        let old = try place(oldFolder, oldPath, follows: false)
        let new = try place(newFolder, newPath, follows: false)
        try fileSystem.rename(old, to: new)
    }
}
