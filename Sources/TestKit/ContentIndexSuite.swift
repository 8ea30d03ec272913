import ContentAddressing
package import Core
import Testing

/// What every ``ContentIndex`` must do.
///
/// Each case gets an empty index.
package enum ContentIndexSuite {
    package typealias Case = SuiteCase<any ContentIndex>

    package static let cases: [Case] = [
        Case("a write stores files, leaves, blocks and roots", stores),
        Case("equal leaves are found until their last file goes", sharesLeaves),
        Case("files are found by id, path and root, and walked in pages", findsFiles),
        Case("roots are replaced, listed in the order of their addition and removed", keepsRoots),
        Case("inline blocks are walked in pages and removed", walksInlineBlocks),
        Case("a file may have many leaves", storesManyLeaves),
        Case("writes that overlap are all stored", storesOverlapping),
        Case("removing what is not there changes nothing", removesNothing),
    ]

    /// A file of the leaves, one after the other.
    static func entry(
        _ path: String,
        root: CID,
        leaves: [(Multihash, Int)],
        _ samples: inout SampleRecords
    ) -> IndexBatch.FileEntry {
        var offset: UInt64 = 0
        var list: [IndexBatch.Leaf] = []
        for (multihash, length) in leaves {
            list.append(IndexBatch.Leaf(multihash: multihash, offset: offset, length: length))
            offset += UInt64(length)
        }
        let file = IndexedFile(
            path: path,
            sizeBytes: offset,
            modifiedNanoseconds: Int64(samples.number(below: 1 << 60)),
            inode: .max - UInt64(samples.number(below: 99)),
            isOwned: samples.number(below: 2) == 0,
            root: root
        )
        return IndexBatch.FileEntry(file: file, leaves: list)
    }

    static func multihashes(_ count: Int, _ samples: inout SampleRecords) -> [Multihash] {
        (0..<count).map { _ in Multihash.sha256(of: samples.bytes(8)) }
    }

    private static func stores(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 1)
        let hashes = multihashes(3, &samples)
        var batch = IndexBatch()
        let entry = entry(
            "/data/é",
            root: samples.cid(),
            leaves: [(hashes[0], 10), (hashes[1], 20), (hashes[0], 10)],
            &samples
        )
        batch.files = [entry]
        let odd = try Multihash(code: HashCode(rawValue: 0x1E), digest: samples.bytes(30))
        batch.blocks = [samples.block(bytes: 7), Block(cid: .dagPB(odd), bytes: [])]
        batch.roots = [root(samples.cid(), second: 1, hostPath: "/data")]
        try await index.write(batch)
        let file = try #require(try await index.files(atPath: "/data/é").first)
        #expect(file.id > 0)
        var expected = entry.file
        expected.id = file.id
        #expect(file == expected)
        #expect(try await index.leaves(ofFile: file.id) == entry.leaves)
        let places = try await [index.location(of: hashes[0])?.place, index.location(of: hashes[1])?.place]
        #expect(
            places == [.range(fileID: file.id, offset: 0, length: 10), .range(fileID: file.id, offset: 10, length: 20)]
        )
        #expect(try await index.location(of: hashes[2]) == nil)
        for block in batch.blocks {
            #expect(try await index.location(of: block.cid.multihash)?.place == .inline(block.bytes))
        }
        #expect(try await index.roots() == batch.roots)
        try await expectTotals(index, (1, 5, 47))
    }

    private static func sharesLeaves(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 2)
        let hashes = multihashes(2, &samples)
        let root = samples.cid()
        var batch = IndexBatch()
        batch.files = [entry("/a", root: root, leaves: [(hashes[0], 5), (hashes[1], 6)], &samples)]
        try await index.write(batch)
        batch.files = [entry("/b", root: root, leaves: [(hashes[1], 6), (hashes[0], 5)], &samples)]
        try await index.write(batch)
        let files = try await index.files(holding: root)
        #expect(files.map(\.path) == ["/b", "/a"])
        try await expectTotals(index, (2, 4, 22))
        #expect(try await index.location(of: hashes[0])?.place == .range(fileID: files[0].id, offset: 6, length: 5))
        try await index.removeFiles([files[0].id])
        #expect(try await index.location(of: hashes[0])?.place == .range(fileID: files[1].id, offset: 0, length: 5))
        try await expectTotals(index, (1, 2, 11))
        try await index.removeFiles([files[1].id])
        #expect(try await index.location(of: hashes[0]) == nil)
        #expect(try await index.leaves(ofFile: files[1].id).isEmpty)
        #expect(try await index.file(files[1].id) == nil)
        try await expectTotals(index, (0, 0, 0))
    }

    private static func findsFiles(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 3)
        let (root, other) = (samples.cid(), samples.cid())
        var batch = IndexBatch()
        batch.files = (0..<5).map { entry("/f\($0 / 2)", root: $0 == 4 ? other : root, leaves: [], &samples) }
        try await index.write(batch)
        let all = try await index.allFiles(after: 0, limit: 100)
        #expect(all.map(\.path) == ["/f0", "/f0", "/f1", "/f1", "/f2"])
        #expect(try await index.allFiles(after: all[1].id, limit: 2) == Array(all[2...3]))
        #expect(try await index.allFiles(after: all[4].id, limit: 2).isEmpty)
        #expect(try await index.files(atPath: "/f1") == [all[3], all[2]])
        #expect(try await index.files(atPath: "/f") == [])
        #expect(try await index.files(holding: other) == [all[4]])
        #expect(try await index.file(all[2].id) == all[2])
        try await index.removeFiles([all[4].id])
        try await index.write(batch)
        let ids = try await index.allFiles(after: 0, limit: 100).map(\.id)
        #expect(ids.count == 9 && !ids.contains(all[4].id), "an id is never given again")
    }

    private static func keepsRoots(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 4)
        var batch = IndexBatch()
        batch.roots = (0..<4).map { root(samples.cid(), second: 10 - $0, hostPath: $0 == 0 ? nil : "/data/\($0)") }
        try await index.write(batch)
        #expect(try await index.roots() == batch.roots.reversed())
        batch.roots[2].name = "renamed"
        try await index.write(batch)
        #expect(try await index.root(batch.roots[2].cid) == batch.roots[2])
        #expect(try await index.roots().count == 4)
        try await index.removeRoot(batch.roots[2].cid)
        #expect(try await index.root(batch.roots[2].cid) == nil)
        #expect(try await index.roots() == [batch.roots[3], batch.roots[1], batch.roots[0]])
    }

    private static func walksInlineBlocks(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 5)
        var batch = IndexBatch()
        batch.blocks = (0..<25).map { _ in samples.block(bytes: 3) }
        let long = try Multihash(code: .init(rawValue: 0x13), digest: samples.bytes(64))
        batch.blocks.append(Block(cid: .raw(long), bytes: [1]))
        try await index.write(batch)
        try await index.write(batch)
        try await expectTotals(index, (0, 26, 76))
        var walked: [Multihash] = []
        for _ in 0..<4 { walked += try await index.inlineBlocks(after: walked.last, limit: 7) }
        #expect(walked.count == 26 && Set(walked) == Set(batch.blocks.map(\.cid.multihash)))
        #expect(try await index.inlineBlocks(after: walked.last, limit: 7).isEmpty)
        try await index.removeInlineBlocks(Array(walked.prefix(25)))
        #expect(try await index.inlineBlocks(after: nil, limit: 7) == [walked[25]])
        #expect(try await index.location(of: walked[0]) == nil)
        #expect(try await index.totals().blocks == 1)
    }

    private static func storesManyLeaves(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 6)
        let leaves = multihashes(5000, &samples).map { ($0, 1 << 20) }
        var batch = IndexBatch()
        batch.files = [entry("/large", root: samples.cid(), leaves: leaves, &samples)]
        try await index.write(batch)
        let file = try #require(try await index.files(atPath: "/large").first)
        #expect(try await index.leaves(ofFile: file.id) == batch.files[0].leaves)
        let last = try #require(batch.files[0].leaves.last)
        #expect(
            try await index.location(of: last.multihash)?.place
                == .range(fileID: file.id, offset: last.offset, length: last.length)
        )
        try await index.removeFiles([file.id])
        #expect(try await index.location(of: last.multihash) == nil)
        try await expectTotals(index, (0, 0, 0))
    }

    private static func storesOverlapping(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 7)
        let root = samples.cid()
        let batches = (0..<50).map { number in
            var batch = IndexBatch()
            let leaves = multihashes(3, &samples).map { ($0, 100) }
            batch.files = [entry("/f\(number)", root: root, leaves: leaves, &samples)]
            return batch
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for batch in batches { group.addTask { try await index.write(batch) } }
            try await group.waitForAll()
        }
        for batch in batches {
            let file = try #require(try await index.files(atPath: batch.files[0].file.path).first)
            #expect(try await index.leaves(ofFile: file.id) == batch.files[0].leaves)
        }
        try await expectTotals(index, (50, 150, 15000))
    }

    private static func removesNothing(_ index: any ContentIndex) async throws {
        var samples = SampleRecords(seed: 8)
        try await index.write(IndexBatch())
        try await index.removeFiles([1, 2])
        try await index.removeRoot(samples.cid())
        try await index.removeInlineBlocks([samples.cid().multihash])
        try await expectTotals(index, (0, 0, 0))
    }

    private static func root(_ cid: CID, second: Int, hostPath: String?) -> ContentRoot {
        ContentRoot(
            cid: cid,
            name: "root \(second)",
            kind: second % 2 == 0 ? .directory : .file,
            contentBytes: 5,
            tsize: .max,
            files: 3,
            addedAt: .zero + .seconds(second),
            hostPath: hostPath
        )
    }

    private static func expectTotals(
        _ index: any ContentIndex,
        _ expected: (Int, Int, UInt64),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let totals = try await index.totals()
        #expect(totals == expected, sourceLocation: sourceLocation)
    }
}
