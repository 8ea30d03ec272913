import ContentAddressing
import Core
import Synchronization

/// A content index in memory, with the meaning that the port promises; `faults` makes writes fail.
final class TwinIndex: ContentIndex {
    struct State: Sendable {
        var nextID: Int64 = 1
        var files: [Int64: IndexBatch.FileEntry] = [:]
        var byRoot: [CID: [Int64]] = [:]
        var byPath: [String: [Int64]] = [:]
        var ranges: [Multihash: [(file: Int64, offset: UInt64, length: Int)]] = [:]
        var inline: [Multihash: [UInt8]] = [:]
        var roots: [CID: ContentRoot] = [:]
        var writes = 0
        var failsWrites = false
    }

    let state = Mutex(State())

    /// How many batches were written.
    var writes: Int { state.withLock { $0.writes } }

    func setFailing(_ isFailing: Bool) { state.withLock { $0.failsWrites = isFailing } }

    func write(_ batch: IndexBatch) async throws {
        try state.withLock { state in
            guard !state.failsWrites else { throw CoreError(.exhausted, "the index is full") }
            state.writes += 1
            for entry in batch.files {
                var entry = entry
                let id = state.nextID
                entry.file.id = id
                state.nextID += 1
                state.files[id] = entry
                state.byRoot[entry.file.root, default: []].append(id)
                state.byPath[entry.file.path, default: []].append(id)
                for leaf in entry.leaves {
                    state.ranges[leaf.multihash, default: []].append((id, leaf.offset, leaf.length))
                }
            }
            for block in batch.blocks { state.inline[block.cid.multihash] = block.bytes }
            for root in batch.roots { state.roots[root.cid] = root }
        }
    }

    func location(of multihash: Multihash) async throws -> BlockLocation? {
        state.withLock { state in
            if let bytes = state.inline[multihash] { return BlockLocation(multihash: multihash, place: .inline(bytes)) }
            guard let range = state.ranges[multihash]?.last else { return nil }
            let place = BlockLocation.Place.range(fileID: range.file, offset: range.offset, length: range.length)
            return BlockLocation(multihash: multihash, place: place)
        }
    }

    func file(_ id: Int64) async throws -> IndexedFile? { state.withLock { $0.files[id]?.file } }

    func files(holding root: CID) async throws -> [IndexedFile] {
        state.withLock { state in (state.byRoot[root] ?? []).reversed().compactMap { state.files[$0]?.file } }
    }

    func files(atPath path: String) async throws -> [IndexedFile] {
        state.withLock { state in (state.byPath[path] ?? []).reversed().compactMap { state.files[$0]?.file } }
    }

    func allFiles(after id: Int64, limit: Int) async throws -> [IndexedFile] {
        state.withLock { state in
            state.files.keys.filter { $0 > id }.sorted().prefix(limit).compactMap { state.files[$0]?.file }
        }
    }

    func leaves(ofFile id: Int64) async throws -> [IndexBatch.Leaf] { state.withLock { $0.files[id]?.leaves ?? [] } }

    func removeFiles(_ ids: [Int64]) async throws {
        state.withLock { state in
            for id in ids {
                guard let entry = state.files.removeValue(forKey: id) else { continue }
                state.byRoot[entry.file.root]?.removeAll { $0 == id }
                state.byPath[entry.file.path]?.removeAll { $0 == id }
                for leaf in entry.leaves {
                    state.ranges[leaf.multihash]?.removeAll { $0.file == id }
                    if state.ranges[leaf.multihash]?.isEmpty == true { state.ranges[leaf.multihash] = nil }
                }
            }
        }
    }

    func roots() async throws -> [ContentRoot] { state.withLock { Array($0.roots.values) } }
    func root(_ cid: CID) async throws -> ContentRoot? { state.withLock { $0.roots[cid] } }
    func removeRoot(_ cid: CID) async throws { state.withLock { $0.roots[cid] = nil } }

    func inlineBlocks(after multihash: Multihash?, limit: Int) async throws -> [Multihash] {
        state.withLock { state in
            let keys = state.inline.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            guard let multihash else { return Array(keys.prefix(limit)) }
            return Array(keys.drop { !multihash.bytes.lexicographicallyPrecedes($0.bytes) }.prefix(limit))
        }
    }

    func removeInlineBlocks(_ multihashes: [Multihash]) async throws {
        state.withLock { state in for multihash in multihashes { state.inline[multihash] = nil } }
    }

    func totals() async throws -> (files: Int, blocks: Int, bytes: UInt64) {
        state.withLock { state in
            (
                state.files.count, state.inline.count + state.ranges.count,
                state.inline.values.reduce(0) { $0 + UInt64($1.count) }
            )
        }
    }
}
