package import ContentAddressing
import Core
import Synchronization

extension ContentStore {
    private static let pageSize = 1024

    /// Gives up a root; what no other root reaches is deleted, except files of the user's.
    ///
    /// While content is being added, deleting waits until that has ended. Throws `notFound` for what is no root.
    package func remove(_ cid: CID) async throws {
        guard try await index.root(cid) != nil else {
            throw CoreError.storage(.notFound, "\(cid) is not a root that is kept here", hint: "list the roots")
        }
        // Before and after, so that no result that is put from now on counts as kept by what is removed here.
        recentResults.withLock { $0.removeAll() }
        fetched.withLock { $0.remove(cid) }
        try await index.removeRoot(cid)
        recentResults.withLock { $0.removeAll() }
        changes.notify()
        try await collectGarbage()
    }

    /// Deletes what no root reaches: blocks in the index, records of files, and files that the store owns.
    package func collectGarbage() async throws {
        guard gate.beginCollecting() else { return }
        try await collectWhileHolding()
    }

    func collectWhileHolding() async throws {
        repeat {
            do {
                try await sweep(try await mark())
            } catch {
                while gate.endCollecting() {}
                throw error
            }
        } while gate.endCollecting()
    }

    /// Everything that a root reaches.
    ///
    /// A block that cannot be read keeps what is above it, and nothing below.
    private func mark() async throws -> Set<Multihash> {
        var marked: Set<Multihash> = []
        for root in try await index.roots().map(\.cid) + fetched.withLock({ $0.leased.sorted() }) {
            var pending = [root]
            while let next = pending.popLast() {
                guard next.identityData == nil, marked.insert(next.multihash).inserted else { continue }
                guard next.codec == .dagPB, let links = try? await links(of: next) else { continue }
                pending += links
            }
        }
        return marked
    }

    private func sweep(_ marked: Set<Multihash>) async throws {
        recent.withLock { $0.removeAll() }
        try await sweepFiles(marked)
        try await sweepBlocks(marked)
        try await sweepFolders()
        changes.notify()
    }

    private func sweepFiles(_ marked: Set<Multihash>) async throws {
        var last: Int64 = 0
        while true {
            let page = try await index.allFiles(after: last, limit: Self.pageSize)
            guard let final = page.last else { return }
            last = final.id
            var dead: [IndexedFile] = []
            for file in page where !marked.contains(file.root.multihash) {
                let leaves = try await index.leaves(ofFile: file.id)
                if !leaves.contains(where: { marked.contains($0.multihash) }) { dead.append(file) }
            }
            guard !dead.isEmpty else { continue }
            try await index.removeFiles(dead.map(\.id))
            let owned = dead.filter { $0.isOwned && $0.path.hasPrefix(area.ownedFolder + "/") }.map(\.path)
            try await offload { for path in owned { try Folder.removeFile(path) } }
        }
    }

    private func sweepBlocks(_ marked: Set<Multihash>) async throws {
        var last: Multihash?
        while true {
            let page = try await index.inlineBlocks(after: last, limit: Self.pageSize)
            guard let final = page.last else { return }
            last = final
            let dead = page.filter { !marked.contains($0) }
            if !dead.isEmpty { try await index.removeInlineBlocks(dead) }
        }
    }

    /// Deletes owned files that the index does not know (a crash came between), and fetches that nobody goes on with.
    private func sweepFolders() async throws {
        let owned = area.ownedFolder
        let paths = try await offload { () -> [String] in
            try Folder.names(in: owned).flatMap { name -> [String] in
                let folder = owned + "/" + String(decoding: name, as: UTF8.self)
                return try Folder.names(in: folder).map { folder + "/" + String(decoding: $0, as: UTF8.self) }
            }
        }
        for path in paths where try await index.files(atPath: path).isEmpty {
            try await offload { try Folder.removeFile(path) }
        }
        let partial = area.folder + "/partial"
        try await offload {
            for name in try Folder.names(in: partial) {
                try Folder.removeTree(partial + "/" + String(decoding: name, as: UTF8.self))
            }
        }
    }
}
