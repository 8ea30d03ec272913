package import Core

/// Files and folders of this host: `local` and `localDirectory {SourcePath, ReadWrite, CreateAs}`.
///
/// Nothing is permitted but what the node's allow-list names. Symlinks in the path are resolved before that check, so
/// that a link cannot lead out of what is permitted.
package struct LocalInputSource: InputSource {
    /// How the source may be named in a spec.
    package enum Kind: String, Sendable, CaseIterable {
        case local, localDirectory
    }

    package let kind: String
    private let permitted: [PathPattern]

    /// `allowList` has patterns such as `/data/**` and `/scratch/*:rw`.
    package init(_ kind: Kind, allowList: [String]) {
        self.kind = kind.rawValue
        permitted = allowList.map { PathPattern($0) }
    }

    package func validate(_ source: TypedSpec) throws {
        let path = try source.text("SourcePath")
        guard path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw CoreError.storage(.validation, "SourcePath \(path) must be an absolute path without ..")
        }
        _ = try source.flag("ReadWrite")
        if let createAs = source["CreateAs"], createAs != .null {
            guard ["", "dir", "file", "nocreate"].contains(createAs.stringValue?.lowercased()) else {
                throw CoreError.storage(.validation, "CreateAs must be dir, file or noCreate")
            }
        }
    }

    package func fetch(
        _ source: TypedSpec,
        scratchPath: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> FetchedInput {
        try validate(source)
        let path = try source.text("SourcePath")
        let isWritable = try source.flag("ReadWrite")
        let createAs = source["CreateAs"]?.stringValue?.lowercased() ?? ""
        let node = try await offload { () -> MountNode in
            try create(path, as: createAs, isWritable: isWritable)
            let real = try Folder.realPath(path)
            try check(real, isWritable: isWritable)
            return try Self.node(of: real)
        }
        onProgress(node.contentBytes, node.contentBytes)
        return FetchedInput(node: node, isReadOnly: !isWritable)
    }

    private func check(_ path: String, isWritable: Bool) throws {
        guard permitted.contains(where: { $0.matches(path) && (!isWritable || $0.permitsWriting) }) else {
            throw CoreError.storage(
                .forbidden,
                "this node does not permit \(isWritable ? "writing to" : "reading") \(path)",
                hint: "the node's owner can add it to Compute.AllowListedLocalPaths" + (isWritable ? " with :rw" : "")
            )
        }
    }

    /// Makes the last part of a permitted, writable path when it is asked for and missing.
    private func create(_ path: String, as kind: String, isWritable: Bool) throws {
        guard isWritable, kind == "dir" || kind == "file", FileStamp.ifPresent(atPath: path) == nil,
            let parent = Folder.parent(of: path)
        else { return }
        let real = try Folder.realPath(parent) + "/" + Folder.name(of: path)
        try check(real, isWritable: true)
        if kind == "dir" { try Folder.make(real, mode: 0o755) } else { _ = try OpenFile(creating: real, mode: 0o644) }
    }

    /// What lies at a path, as it lies there.
    static func node(of path: String) throws -> MountNode {
        let tree = try ImportTree(scanning: path, includesHidden: true)
        var entries: [Int: [MountEntry]] = [:]
        for index in tree.nodes.indices.reversed() {
            let node = tree.nodes[index]
            let nodePath = tree.path(of: index)
            let mounted: MountNode
            switch node.stamp.kind {
            case .directory:
                mounted = .directory(entries: (entries.removeValue(forKey: index) ?? []).reversed(), hostPath: nodePath)
            case .symlink:
                mounted = .symlink(target: String(decoding: try Folder.symlinkTarget(nodePath), as: UTF8.self))
            case .file, .special:
                mounted = .file(path: nodePath, offset: 0, size: node.stamp.sizeBytes)
            }
            if node.parent < 0 { return mounted }
            entries[node.parent, default: []].append(MountEntry(name: node.name, node: mounted))
        }
        preconditionFailure("a scanned tree has a root")
    }
}
