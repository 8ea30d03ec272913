/// Where a path leads: the last name in its folder, and what is there.
struct ResolvedPath {
    var parent: Directory
    /// Nil when the path ends in a folder that it does not name (`.`, `..`, `/`).
    var name: FileName?
    var node: FileNode?
    /// True when the path ended with a slash, so that only a folder will do.
    var requiresDirectory: Bool
}

extension GuestFileSystem {
    /// Follows a path from a folder, never leaving the tree: `..` above the root is `notPermitted`.
    ///
    /// A last name that is a link is followed only if `followsLast` or a slash comes after it. A missing last
    /// name is not an error: `node` is nil then.
    func resolve(
        _ path: UnsafeRawBufferPointer,
        from base: Directory,
        followsLast: Bool
    ) throws(WasiErrno) -> ResolvedPath {
        guard path.count <= WasiLimits.pathBytesMax else { throw .nameTooLong }
        guard let first = path.first else { throw .noEntry }
        guard !path.contains(0) else { throw .invalid }
        var current = first == UInt8(ascii: "/") ? root : base
        var pending = Array(FileName.components(of: path).reversed())
        var requiresDirectory = Self.endsInFolder(path)
        var hops = 0
        while let name = pending.popLast() {
            guard name.bytes.count <= WasiLimits.nameBytesMax else { throw .nameTooLong }
            if name.isDotDot {
                guard let parent = current.parent else { throw .notPermitted }
                current = parent
                continue
            }
            let node = current.child(name)
            let isLast = pending.isEmpty
            if case .link(let link)? = node, !isLast || followsLast || requiresDirectory {
                hops += 1
                guard hops <= WasiLimits.linkHopsMax else { throw .loop }
                if link.target.first == UInt8(ascii: "/") { current = root }
                if isLast, link.target.withUnsafeBytes({ Self.endsInFolder($0) }) { requiresDirectory = true }
                pending.append(contentsOf: FileName.components(of: link.target).reversed())
                guard pending.count <= WasiLimits.pathBytesMax else { throw .nameTooLong }
                continue
            }
            if isLast {
                if requiresDirectory, let node, node.fileType != WasiFileType.directory { throw .notDirectory }
                return ResolvedPath(parent: current, name: name, node: node, requiresDirectory: requiresDirectory)
            }
            guard let node else { throw .noEntry }
            guard case .directory(let folder) = node else { throw .notDirectory }
            current = folder
        }
        return ResolvedPath(parent: current, name: nil, node: .directory(current), requiresDirectory: true)
    }

    /// True for paths such as `a/`, `a/.` and `a/..`.
    private static func endsInFolder(_ path: UnsafeRawBufferPointer) -> Bool {
        let tail = path.suffix(2)
        return tail.last == UInt8(ascii: "/") || tail.elementsEqual("/.".utf8)
    }
}
