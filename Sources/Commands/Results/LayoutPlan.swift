import ContentAddressing

/// What is to be written where: a tree of safe names, made from result trees before anything is written.
struct LayoutPlan: Equatable {
    /// A name with what belongs there.
    struct Entry: Equatable {
        var name: String
        var node: Node
    }

    indirect enum Node: Equatable {
        /// The files' contents one after the other; usually one file.
        case file([CID])
        /// Text of our own.
        case text(String)
        /// Sorted by name.
        case directory([Entry])
        case symlink(target: String)
    }

    /// What a plan may cost: a tree from elsewhere must not fill the memory or the disk with names.
    struct Limits: Sendable, Hashable {
        var entriesMax = 1_000_000
        var depthMax = 64

        init() {}
    }

    var entries: [Entry]
    /// Links that are left out because they lead outside of the folder.
    var skippedLinks: [String] = []

    /// The node at a path of names; nil when there is none.
    func node(at path: [String]) -> Node? {
        var current = Node.directory(entries)
        for name in path {
            guard case .directory(let entries) = current, let entry = entries.first(where: { $0.name == name }) else {
                return nil
            }
            current = entry.node
        }
        return current
    }
}
