import Testing

@testable import ContentAddressing

/// Promises that hold for any content, over seeds.
struct PropertyTests {
    static func randomProfile(_ random: inout SplitMix64) throws -> ImportProfile {
        try testProfile(
            chunkBytes: random.int(in: 1...300),
            fileLinksMax: random.int(in: 2...9),
            rawLeaves: random.next().isMultiple(of: 2),
            cidVersion: random.next().isMultiple(of: 2) ? .v0 : .v1,
            hamtFanout: 8 << random.int(in: 0...7)
        )
    }

    @Test(arguments: UInt64(0)..<60)
    func importThenReadGivesTheSameBytes(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let profile = try Self.randomProfile(&random)
        let content = random.bytes(random.int(in: 0...3000))
        let (root, blocks) = importFile(content, profile)
        let box = BlockBox(blocks)
        for block in blocks { try block.cid.verify(block.bytes) }
        #expect(root.fileBytes == UInt64(content.count))
        #expect(root.tsize == blocks.reduce(0) { $0 + UInt64($1.bytes.count) })
        #expect(try box.readFile(root.cid) == content)
        for _ in 0..<10 {
            let lower = random.int(in: 0...content.count)
            let upper = random.int(in: lower...content.count)
            #expect(try box.readFile(root.cid, range: UInt64(lower)..<UInt64(upper)) == Array(content[lower..<upper]))
        }
        #expect(Set(try box.walk(root.cid).map(\.cid)) == Set(blocks.map(\.cid)))
    }

    @Test(arguments: UInt64(0)..<30)
    func piecesAndParallelLeavesGiveTheSameRoot(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let profile = try Self.randomProfile(&random)
        let content = random.bytes(random.int(in: 1...3000))
        let (root, blocks) = importFile(content, profile)

        var importer = FileImporter(profile: profile)
        var pieces: [Block] = []
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix(random.int(in: 0...500))
            pieces += importer.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        let (again, last) = importer.finish()
        #expect(again == root)
        #expect(pieces + last == blocks)

        var tree = BalancedTreeBuilder(profile: profile)
        var inner: [Block] = []
        for start in stride(from: 0, to: content.count, by: profile.chunkBytes) {
            let chunk = content[start..<min(start + profile.chunkBytes, content.count)]
            inner += tree.addLeaf(chunk.withUnsafeBytes { FileImporter.leaf($0, profile: profile) }.node)
        }
        let finished = tree.finish()
        #expect(finished.root == root)
        #expect(Set((inner + finished.blocks).map(\.cid)).isSubset(of: Set(blocks.map(\.cid))))
    }

    @Test(arguments: UInt64(0)..<30)
    func directoriesDependOnTheSetOfEntriesOnly(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var profile = try Self.randomProfile(&random)
        if random.next().isMultiple(of: 2) {
            profile = try testProfile(directoryLimit: .linkBytes(500), hamtFanout: profile.hamtFanout)
        }
        let names = Set((0..<random.int(in: 0...120)).map { _ in "n" + String(random.next() % 1000, radix: 36) })
        let entries = names.sorted().map { DirectoryEntry(name: $0, node: importFile(utf8($0), profile).root) }
        let (root, blocks) = try DirectoryBuilder.build(entries: entries, profile: profile)
        let sharded = try DirectoryBuilder.buildSharded(entries: entries, profile: profile)
        for _ in 0..<3 {
            let shuffled = random.shuffled(entries)
            #expect(try DirectoryBuilder.build(entries: shuffled, profile: profile).root == root)
            #expect(try DirectoryBuilder.buildSharded(entries: shuffled, profile: profile).root == sharded.root)
        }
        for (top, box) in [(root, BlockBox(blocks)), (sharded.root, BlockBox(sharded.blocks))] {
            let listed = try box.list(top.cid).sorted { $0.name < $1.name }
            #expect(listed.map(\.name) == names.sorted())
            #expect(listed.map(\.cid) == entries.map(\.node.cid))
            for entry in entries { #expect(try box.resolve(top.cid, [entry.name]).cid == entry.node.cid) }
            #expect(contentError { _ = try box.resolve(top.cid, ["absent"]) }?.code == .notFound)
        }
    }

    @Test(arguments: UInt64(0)..<30)
    func archivesSurviveTheTrip(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let profile = try Self.randomProfile(&random)
        let (root, blocks) = importFile(random.bytes(random.int(in: 0...2000)), profile)
        let sent = try BlockBox(blocks).walk(root.cid)
        let bytes = CARArchive.encode(roots: [root.cid], blocks: sent)
        let received = try CARArchive(bytes, pieceBytes: random.int(in: 1...100))
        #expect(received.header?.roots == [root.cid])
        #expect(received.blocks == sent)
    }
}
