package import ContentAddressing
package import Core
import Synchronization

/// The content index of development mode and of the simulator: it means what the SQLite index means, and is gone with
/// the process.
package final class InMemoryContentIndex: ContentIndex {
    private struct Entry {
        var file: IndexedFile
        var leaves: [IndexBatch.Leaf]
    }

    private struct State {
        var files: [Int64: Entry] = [:]
        var lastID: Int64 = 0
        /// For each leaf the files that have it, ascending.
        var holders: [Multihash: [Int64]] = [:]
        var inline: [Multihash: [UInt8]] = [:]
        var roots: [CID: ContentRoot] = [:]
        var blocks = 0
        var bytes: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func write(_ batch: IndexBatch) async throws {
        state.withLock { state in
            for entry in batch.files { Self.insert(entry, into: &state) }
            for block in batch.blocks where state.inline[block.cid.multihash] == nil {
                state.inline[block.cid.multihash] = block.bytes
                state.blocks += 1
                state.bytes += UInt64(block.bytes.count)
            }
            for root in batch.roots { state.roots[root.cid] = root }
        }
    }

    private static func insert(_ entry: IndexBatch.FileEntry, into state: inout State) {
        state.lastID += 1
        var file = entry.file
        file.id = state.lastID
        state.files[file.id] = Entry(file: file, leaves: entry.leaves)
        for leaf in entry.leaves {
            if state.holders[leaf.multihash]?.last != file.id {
                state.holders[leaf.multihash, default: []].append(file.id)
            }
            state.bytes += UInt64(leaf.length)
        }
        state.blocks += entry.leaves.count
    }

    package func location(of multihash: Multihash) async throws -> BlockLocation? {
        state.withLock { state in
            if let bytes = state.inline[multihash] { return BlockLocation(multihash: multihash, place: .inline(bytes)) }
            guard let id = state.holders[multihash]?.last,
                let leaf = state.files[id]?.leaves.first(where: { $0.multihash == multihash })
            else { return nil }
            return BlockLocation(
                multihash: multihash,
                place: .range(fileID: id, offset: leaf.offset, length: leaf.length)
            )
        }
    }

    package func file(_ id: Int64) async throws -> IndexedFile? { state.withLock { $0.files[id]?.file } }

    package func files(holding root: CID) async throws -> [IndexedFile] { files { $0.root == root }.reversed() }

    package func files(atPath path: String) async throws -> [IndexedFile] { files { $0.path == path }.reversed() }

    package func allFiles(after id: Int64, limit: Int) async throws -> [IndexedFile] {
        Array(files { $0.id > id }.prefix(max(0, limit)))
    }

    /// Oldest first.
    private func files(where isWanted: (IndexedFile) -> Bool) -> [IndexedFile] {
        state.withLock { $0.files.values.map(\.file).filter(isWanted) }.sorted { $0.id < $1.id }
    }

    package func leaves(ofFile id: Int64) async throws -> [IndexBatch.Leaf] {
        state.withLock { $0.files[id]?.leaves ?? [] }
    }

    package func removeFiles(_ ids: [Int64]) async throws {
        state.withLock { state in
            for id in ids {
                guard let entry = state.files.removeValue(forKey: id) else { continue }
                for leaf in entry.leaves {
                    state.holders[leaf.multihash]?.removeAll { $0 == id }
                    if state.holders[leaf.multihash]?.isEmpty == true { state.holders[leaf.multihash] = nil }
                    state.bytes -= UInt64(leaf.length)
                }
                state.blocks -= entry.leaves.count
            }
        }
    }

    package func roots() async throws -> [ContentRoot] {
        state.withLock { Array($0.roots.values) }.sorted { ($0.addedAt, $0.cid) < ($1.addedAt, $1.cid) }
    }

    package func root(_ cid: CID) async throws -> ContentRoot? { state.withLock { $0.roots[cid] } }

    package func removeRoot(_ cid: CID) async throws { state.withLock { $0.roots[cid] = nil } }

    package func inlineBlocks(after multihash: Multihash?, limit: Int) async throws -> [Multihash] {
        let keys = state.withLock { $0.inline.keys.map { (bytes: $0.bytes, multihash: $0) } }
        let after = multihash?.bytes ?? []
        let wanted = keys.filter { after.lexicographicallyPrecedes($0.bytes) }
        return wanted.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.prefix(max(0, limit)).map(\.multihash)
    }

    package func removeInlineBlocks(_ multihashes: [Multihash]) async throws {
        state.withLock { state in
            for multihash in multihashes {
                guard let bytes = state.inline.removeValue(forKey: multihash) else { continue }
                state.blocks -= 1
                state.bytes -= UInt64(bytes.count)
            }
        }
    }

    package func totals() async throws -> (files: Int, blocks: Int, bytes: UInt64) {
        state.withLock { ($0.files.count, $0.blocks, $0.bytes) }
    }
}
