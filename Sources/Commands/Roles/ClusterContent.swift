import ContentAddressing
import Core
import Storage

/// One node's store with its names.
struct NodeContent: Sendable {
    var id: NodeID
    var name: String
    var store: ContentStore
}

/// The content of all nodes of this process and of the job store, as one.
struct ClusterContent: ContentExchange {
    let nodes: [NodeContent]
    let jobs: any JobStore
    let spread: SpreadRoots

    func holders(of cid: CID) async -> [NodeID] {
        var holders: [NodeID] = []
        for node in nodes where (try? await node.store.isComplete(cid)) == true { holders.append(node.id) }
        return holders
    }

    /// The most files of a tree that are looked at for one that changed.
    private static let comparedFilesMax = 100_000

    func changedFile(below cid: CID) async -> ChangedFile? {
        var wanted: Set<CID> = []
        await collectFiles(below: cid, into: &wanted)
        for node in nodes {
            let changed = (try? await node.store.changedFiles(holding: wanted)) ?? []
            for file in changed where await holders(of: file.cid).isEmpty { return file }
        }
        return nil
    }

    /// The files below a CID as far as their folders can be read, each by its own CID.
    private func collectFiles(below cid: CID, into files: inout Set<CID>) async {
        guard files.count < Self.comparedFilesMax, files.insert(cid).inserted, cid.codec == .dagPB else { return }
        var reader = DirectoryReader(root: cid, entriesMax: Self.comparedFilesMax)
        while let step = try? reader.next() {
            switch step {
            case .needBlock(let needed):
                guard let block = try? await fetch(needed, for: nil) else { return }
                do { try reader.provide(block.bytes) } catch { return }
            case .entry(let entry): await collectFiles(below: entry.cid, into: &files)
            case .finished: return
            }
        }
    }

    /// A node that changed or lost a block is passed over; the next one is asked.
    func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? {
        for holder in nodes where holder.id != node {
            if let block = try? await holder.store.block(cid) { return block }
        }
        if let block = try await jobs.block(cid) { return block }
        for holder in nodes where holder.id == node {
            if let block = try? await holder.store.block(cid) { return block }
        }
        return nil
    }
}
