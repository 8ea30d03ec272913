import ContentAddressing
import Core
import Foundation
import Storage
import Synchronization
import Testing

@Suite struct FetchTests {
    /// Counts what is asked for and can stop answering.
    final class Source: Sendable {
        let store: ContentStore
        let asked = Mutex<[CID]>([])
        let limit: Int

        init(_ store: ContentStore, limit: Int = .max) {
            self.store = store
            self.limit = limit
        }

        func block(_ cid: CID) async throws -> Block? {
            let count = asked.withLock { asked in
                asked.append(cid)
                return asked.count
            }
            guard count <= limit else { throw CoreError(.unavailable, "the other side is gone") }
            return try await store.block(cid)
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>) func `A tree is fetched whole and lands as files`(
        seed: UInt64
    ) async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        var options = AddOptions()
        options.profile = seed % 2 == 0 ? .unixfsV1_2025 : .unixfsV0_2015
        let path = try RandomTree.make(seed: seed, in: holder.folder, chunk: options.profile.chunkBytes)
        let root = try await holder.store.add(path: path, options).root
        let source = Source(holder.store)
        let fetched = try await taker.store.fetch(root.cid, keptAs: "tree", from: source.block)
        #expect(fetched > 0)
        #expect(try await taker.store.isComplete(root.cid))
        #expect(try await taker.store.roots().map(\.cid) == [root.cid])
        let out = taker.folder.path + "/out"
        try await taker.store.exportTree(root.cid, to: out)
        #expect(try RandomTree.listing(out) == RandomTree.listing(path))
        let mounted = try await taker.store.mount(root.cid)
        #expect(mounted.contentBytes == root.contentBytes)
        #expect(try await taker.store.fetch(root.cid, keptAs: "tree", from: { _ in nil }) == 0)
    }

    @Test func `A fetch that broke off goes on where it was`() async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        var random = SplitMix64(seed: 6)
        let bytes = RandomTree.bytes(12 << 20, random: &random)
        let path = try holder.folder.write(bytes, to: "file")
        let root = try await holder.store.add(path: path).root.cid
        let first = Source(holder.store, limit: 8)
        var limits = FetchLimits()
        limits.inFlightMax = 1
        let error = await coreError {
            try await taker.store.fetch(root, keptAs: "file", limits: limits, from: first.block)
        }
        #expect(error?.code == .unavailable)
        #expect(try await taker.store.roots().isEmpty)
        let second = Source(holder.store)
        try await taker.store.fetch(root, keptAs: "file", from: second.block)
        // The file's root and the five leaves that did not come.
        #expect(second.asked.withLock { $0.count } == 6)
        #expect(try await collect(taker.store.cat(root)) == bytes)
    }

    @Test func `What nobody holds, or what comes wrong, is an error that names the block`() async throws {
        let taker = try await StoreFixture()
        let cid = CID.raw(.sha256(of: [1]))
        let missing = await coreError { try await taker.store.fetch(cid, keptAs: nil, from: { _ in nil }) }
        #expect(missing?.code == .notFound)
        #expect(missing?.message.contains("\(cid)") == true)
        let wrong = await coreError {
            try await taker.store.fetch(cid, keptAs: nil, from: { Block(cid: $0, bytes: [2]) })
        }
        #expect(wrong?.code == .corrupt)
        let huge = await coreError {
            try await taker.store.fetch(
                cid,
                keptAs: nil,
                from: { Block(cid: $0, bytes: [UInt8](repeating: 0, count: Block.bytesMax + 1)) }
            )
        }
        #expect(huge?.code == .tooLarge)
        #expect(try await !taker.store.has(cid))
    }

    @Test func `Trees that lie about their sizes are refused`() async throws {
        let taker = try await StoreFixture()
        let leaf = Block(cid: .raw(.sha256(of: [1, 2, 3])), bytes: [1, 2, 3])
        for sizes in [[UInt64(20_000)], [UInt64.max, 5], [3, 19_997]] {
            let unixFS = UnixFSNode(type: .file, fileSize: 20_000, blockSizes: sizes)
            let links = sizes.map { _ in DAGPBLink(cid: leaf.cid, name: "", tsize: 3) }
            let root = DAGPBNode(links: links, data: unixFS.encoded()).block()
            let error = await coreError {
                try await taker.store.fetch(root.cid, keptAs: "x", from: { $0 == leaf.cid ? leaf : root })
            }
            #expect(error?.code == .corrupt)
        }
        #expect(try await taker.store.allRoots().isEmpty)
    }

    @Test func `Limits hold`() async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        let path = try RandomTree.make(seed: 11, in: holder.folder)
        let root = try await holder.store.add(path: path).root.cid
        var limits = FetchLimits()
        limits.blocksMax = 3
        let blocks = await coreError {
            try await taker.store.fetch(root, keptAs: "x", limits: limits, from: { try await holder.store.block($0) })
        }
        #expect(blocks?.code == .tooLarge)
        #expect(try await taker.store.roots().isEmpty)
    }

    @Test func `Fetches of the same tree at once all end well`() async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        var random = SplitMix64(seed: 8)
        let bytes = RandomTree.bytes(3 << 20, random: &random)
        try holder.folder.write(bytes, to: "tree/file")
        let root = try await holder.store.add(path: holder.folder.path + "/tree").root.cid
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await taker.store.fetch(root, keptAs: "tree", from: { try await holder.store.block($0) })
                }
            }
            try await group.waitForAll()
        }
        #expect(try await taker.store.verify().problems.isEmpty)
        let file = try await taker.store.resolve(root, path: ["file"])
        #expect(try await collect(taker.store.cat(file)) == bytes)
    }

    @Test func `A symlink bomb is only a tree of links`() async throws {
        let taker = try await StoreFixture()
        let link = SymlinkBuilder.build(target: "bomb", profile: .unixfsV1_2025)
        let entries = (0..<200).map { DirectoryEntry(name: $0 == 0 ? "bomb" : "link\($0)", node: link.root) }
        let folder = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025)
        let blocks = Dictionary(uniqueKeysWithValues: (folder.blocks + [link.block]).map { ($0.cid, $0) })
        try await taker.store.fetch(folder.root.cid, keptAs: "bomb", from: { blocks[$0] })
        #expect(try await taker.store.mount(folder.root.cid).contentBytes == 0)
        #expect(try await taker.store.exportTree(folder.root.cid, to: taker.folder.path + "/out") == 0)
    }
}
