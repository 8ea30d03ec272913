import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct EvictionTests {
    /// A node that fetches from another one and keeps 250,000 bytes of it.
    struct Scene {
        let holder: StoreFixture
        let taker: StoreFixture
        let source: IPFSInputSource

        init() async throws {
            holder = try await StoreFixture()
            taker = try await StoreFixture(fetchedBytesMax: 250_000)
            let exchange = SourceTests.Exchange(store: holder.store)
            source = IPFSInputSource(store: taker.store, exchange: exchange, node: nil)
        }

        /// Content of 100,000 bytes that the other node holds.
        func tree(_ seed: UInt64) async throws -> CID {
            var random = SplitMix64(seed: seed)
            try holder.folder.write(RandomTree.bytes(100_000, random: &random), to: "tree-\(seed)/in/file")
            return try await holder.store.add(path: holder.folder.path + "/tree-\(seed)").root.cid
        }

        @discardableResult
        func fetch(_ cid: CID, for run: String) async throws -> FetchedInput {
            let params = JSONValue.object([JSONValue.Member("CID", .string("\(cid)"))])
            return try await source.fetch(
                TypedSpec(type: "ipfs", params: params),
                scratchPath: run,
                onProgress: { _, _ in }
            )
        }

        /// Fetches for a run that ends at once.
        func pass(_ cid: CID) async throws {
            try await fetch(cid, for: "passing")
            taker.store.releaseInputs(of: "passing")
        }

        func isHere(_ cid: CID) async throws -> Bool { try await taker.store.isComplete(cid) }

        /// The bytes of all files that the taker's store owns.
        var ownedBytes: Int {
            let folder = taker.folder.path + "/store"
            let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            return files.reduce(0) { sum, name in
                let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
                guard attributes?[.type] as? FileAttributeType == .typeRegular else { return sum }
                return sum + (attributes?[.size] as? Int ?? 0)
            }
        }
    }

    @Test func `What was used longest ago leaves first, from the disk too`() async throws {
        let scene = try await Scene()
        let trees = [try await scene.tree(1), try await scene.tree(2), try await scene.tree(3)]
        try await scene.pass(trees[0])
        try await scene.pass(trees[1])
        #expect(scene.ownedBytes >= 200_000)
        // Used once more without being fetched.
        #expect(try await scene.fetch(trees[0], for: "again").fetchedBytes == 0)
        scene.taker.store.releaseInputs(of: "again")
        try await scene.pass(trees[2])
        #expect(try await scene.isHere(trees[0]))
        #expect(try await !scene.isHere(trees[1]))
        #expect(try await scene.isHere(trees[2]))
        #expect(scene.ownedBytes < 250_000)
    }

    @Test func `What a run has mounted stays until the run ends`() async throws {
        let scene = try await Scene()
        var trees: [CID] = []
        for seed in 1...4 {
            let tree = try await scene.tree(UInt64(seed))
            trees.append(tree)
            try await scene.fetch(tree, for: "run-\(seed)")
        }
        for tree in trees { #expect(try await scene.isHere(tree)) }
        scene.taker.store.releaseInputs(of: "run-2")
        scene.taker.store.releaseInputs(of: "run-3")
        try await scene.pass(try await scene.tree(5))
        #expect(try await scene.isHere(trees[0]))
        #expect(try await !scene.isHere(trees[1]))
        #expect(try await !scene.isHere(trees[2]))
        #expect(try await scene.isHere(trees[3]))
    }

    @Test func `Part of a tree that is mounted alone stays when the tree leaves`() async throws {
        let scene = try await Scene()
        let tree = try await scene.tree(1)
        try await scene.pass(tree)
        let part = try await scene.taker.store.resolve(tree, path: ["in"])
        #expect(try await scene.fetch(part, for: "run").fetchedBytes == 0)
        try await scene.pass(try await scene.tree(2))
        try await scene.pass(try await scene.tree(3))
        #expect(try await !scene.isHere(tree))
        #expect(try await scene.isHere(part))
        guard case .directory(let entries, _) = try await scene.taker.store.mount(part),
            case .file(let path, _, _)? = entries.first?.node
        else {
            Issue.record("a folder with a file was expected")
            return
        }
        #expect(try readFile(path).count == 100_000)
    }

    @Test func `What was added and what is a result never leaves`() async throws {
        let scene = try await Scene()
        try scene.taker.folder.write([UInt8](repeating: 1, count: 300_000), to: "mine")
        var options = AddOptions()
        options.isCopy = true
        let added = try await scene.taker.store.add(path: scene.taker.folder.path + "/mine", options).root.cid
        let result = try await scene.taker.store.put(
            stdout: .bytes([UInt8](repeating: 2, count: 300_000)),
            stderr: .bytes([]),
            exitCode: 0,
            results: []
        )
        // Fetched first, then added by the user.
        let both = try await scene.tree(1)
        try await scene.pass(both)
        _ = try await scene.taker.store.pin(both, name: "kept")
        for seed in 2...5 { try await scene.pass(try await scene.tree(UInt64(seed))) }
        #expect(try await scene.isHere(added))
        #expect(try await scene.isHere(result.cid))
        #expect(try await scene.isHere(both))
        #expect(try await scene.taker.store.allRoots().filter { $0.name == ContentStore.fetchedName }.count == 2)
    }

    @Test func `A result that was fetched before it was made here stays`() async throws {
        let scene = try await Scene()
        let output = ResultNode.bytes([UInt8](repeating: 3, count: 50_000))
        func put(_ store: ContentStore) async throws -> CID {
            try await store.put(stdout: output, stderr: .bytes([]), exitCode: 0, results: []).cid
        }
        let result = try await put(scene.holder.store)
        try await scene.pass(result)
        #expect(try await put(scene.taker.store) == result)
        for seed in 1...4 { try await scene.pass(try await scene.tree(UInt64(seed))) }
        #expect(try await scene.isHere(result))
    }

    @Test func `A restarted store knows what it had fetched`() async throws {
        let holder = try await StoreFixture()
        let index = TwinIndex()
        let folder = try TempFolder()
        var trees: [CID] = []
        for seed in 1...3 {
            var random = SplitMix64(seed: UInt64(seed))
            let path = try holder.folder.write(RandomTree.bytes(100_000, random: &random), to: "file-\(seed)")
            trees.append(try await holder.store.add(path: path).root.cid)
        }
        for (number, tree) in trees.enumerated() {
            let store = try await ContentStore.open(
                folder: folder.path + "/store",
                index: index,
                fetchedBytesMax: 250_000,
                now: { Timestamp(nanoseconds: Int64(number)) }
            )
            let source = IPFSInputSource(store: store, exchange: SourceTests.Exchange(store: holder.store), node: nil)
            let params = JSONValue.object([JSONValue.Member("CID", .string("\(tree)"))])
            _ = try await source.fetch(
                TypedSpec(type: "ipfs", params: params),
                scratchPath: "run",
                onProgress: { _, _ in }
            )
            guard number == 2 else { continue }
            #expect(try await !store.isComplete(trees[0]))
            #expect(try await store.isComplete(trees[1]))
        }
    }
}
