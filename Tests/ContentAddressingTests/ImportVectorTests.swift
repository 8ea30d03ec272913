import Testing

@testable import ContentAddressing

/// Content whose CIDs are known.
struct ImportVectorTests {
    static let answers = KnownAnswers.shared

    /// Imports an input piece by piece and throws the blocks away.
    static func importInput(
        _ input: KnownAnswers.Input,
        profile: ImportProfile
    ) -> (root: ImportedNode, sha256: [UInt8]) {
        let pieceBytes = 1 << 20
        var importer = FileImporter(profile: profile)
        var hasher = SHA256Hasher()
        func feed(_ piece: [UInt8]) {
            hasher.update(piece)
            _ = importer.append(piece)
        }
        if let text = input.text { feed(utf8(text)) }
        let zeroPiece = [UInt8](repeating: 0, count: pieceBytes)
        var rest = input.zeros ?? 0
        while rest > 0 {
            feed(rest >= pieceBytes ? zeroPiece : Array(zeroPiece.prefix(rest)))
            rest -= min(rest, pieceBytes)
        }
        if let seed = input.seed, let count = input.n {
            var stream = ChaCha20(seed: seed)
            rest = count
            while rest > 0 {
                feed(stream.bytes(min(rest, pieceBytes)))
                rest -= min(rest, pieceBytes)
            }
        }
        return (importer.finish().root, hasher.finalize())
    }

    @Test(arguments: answers.files.map(\.name))
    func files(_ name: String) throws {
        let file = try #require(Self.answers.files.first { $0.name == name })
        let expected = [
            (ImportProfile.unixfsV0_2015, file.v0), (.unixfsV1_2025, file.v1), (.kuboCIDv1, file.kubo),
        ]
        for (profile, answer) in expected {
            let (root, sha256) = Self.importInput(file.input, profile: profile)
            #expect(root.cid.description == answer.cid, "\(profile.name)")
            #expect(root.tsize == answer.tsize, "\(profile.name)")
            #expect(root.fileBytes == file.size)
            #expect(hexText(sha256) == file.sha256)
        }
    }

    @Test(arguments: answers.custom_layout.indices)
    func layouts(_ index: Int) throws {
        let layout = Self.answers.custom_layout[index]
        let profile = try testProfile(
            chunkBytes: layout.chunk,
            fileLinksMax: layout.width,
            rawLeaves: layout.raw_leaves,
            cidVersion: try #require(CID.Version(rawValue: layout.cid_version))
        )
        var stream = ChaCha20(seed: layout.seed)
        let content = stream.bytes(layout.n)
        let (root, blocks) = importFile(content, profile)
        #expect(root.cid.description == layout.cid)
        #expect(root.tsize == layout.tsize)
        #expect(blocks.count == layout.blocks)
        #expect(try BlockBox(blocks).readFile(root.cid) == content)
    }

    @Test func smallChunksGiveTheKnownRootBlock() throws {
        let answer = try #require(Self.answers.blocks["600 B seed open-3, size-256 root"])
        var stream = ChaCha20(seed: "open-3")
        let (root, blocks) = importFile(stream.bytes(600), try testProfile(chunkBytes: 256, fileLinksMax: 174))
        #expect(root.cid.description == answer.cidv1)
        #expect(root.tsize == answer.tsize)
        #expect(hexText(try #require(blocks.last).bytes) == answer.hex)
    }

    @Test(arguments: answers.directories.indices)
    func directories(_ index: Int) throws {
        let answer = Self.answers.directories[index]
        let profile = try #require(ImportProfile(name: answer.profile))
        let hello = importFile(utf8("hello world\n"), profile).root
        let sub = try DirectoryBuilder.build(
            entries: [.init(name: "b.txt", node: hello), .init(name: "a.txt", node: importFile([], profile).root)],
            profile: profile
        )
        let empty = try DirectoryBuilder.build(entries: [], profile: profile)
        let link = SymlinkBuilder.build(target: "sub/b.txt", profile: profile)
        let entries = [
            DirectoryEntry(name: "é.txt", node: hello), .init(name: "Z", node: hello), .init(name: "a", node: hello),
            .init(name: "empty", node: empty.root), .init(name: "link", node: link.root),
            .init(name: "sub", node: sub.root),
        ]
        let (root, blocks) = try DirectoryBuilder.build(entries: entries, profile: profile)
        #expect(root.cid.description == answer.root)
        #expect(root.tsize == answer.root_tsize)
        #expect(sub.root.cid.description == answer.sub)
        #expect(link.root.cid.description == answer.link)
        #expect(hexText(try #require(blocks.last).bytes) == answer.root_block_hex)
        #expect(root.fileBytes == 4 * 12)
    }

    /// Entries that all hold the byte `x`.
    static func entries(_ names: [String], profile: ImportProfile) -> [DirectoryEntry] {
        let node = importFile(utf8("x"), profile).root
        return names.map { DirectoryEntry(name: $0, node: node) }
    }

    @Test(arguments: answers.hamt.indices)
    func shards(_ index: Int) throws {
        let answer = Self.answers.hamt[index]
        let profile = try testProfile(chunkBytes: 1024, hamtFanout: answer.fanout)
        let entries = Self.entries((0..<answer.entries).map { "file-\($0).txt" }, profile: profile)
        let (root, blocks) = try DirectoryBuilder.buildSharded(entries: entries, profile: profile)
        #expect(root.cid.description == answer.cid)
        #expect(root.tsize == answer.tsize)
        #expect(blocks.count == answer.shard_blocks)
    }

    @Test(arguments: answers.hamt_threshold.indices)
    func shardingThreshold(_ index: Int) throws {
        let answer = Self.answers.hamt_threshold[index]
        let profile = try #require(ImportProfile(name: answer.profile))
        let width = try #require(answer.names.firstIndex(of: ".")).utf16Offset(in: answer.names)
        let last = String(try #require(answer.names.split(separator: " ").last))
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        let names = (0..<answer.entries - 1).map(padded) + [last]
        let (root, blocks) = try DirectoryBuilder.build(
            entries: Self.entries(names, profile: profile),
            profile: profile
        )
        #expect(root.cid.description == answer.cid)
        #expect(root.tsize == answer.tsize)
        try Self.checkRoot(blocks, isSharded: answer.type == "HAMTShard", links: answer.root_links)
    }

    static func checkRoot(_ blocks: [Block], isSharded: Bool, links: Int? = nil) throws {
        let root = try #require(blocks.last)
        let block = try UnixFSBlock(cid: root.cid, decoding: root.bytes)
        #expect(block.unixFS.type == (isSharded ? .hamtShard : .directory))
        if let links { #expect(block.node.links.count == links) }
    }

    @Test func profilesAreFoundByName() {
        for profile in ImportProfile.all { #expect(ImportProfile(name: profile.name) == profile) }
        #expect(ImportProfile.all.first == .unixfsV1_2025)
        #expect(ImportProfile(name: "legacy-cid-v0") == .unixfsV0_2015)
        #expect(ImportProfile(name: "nope") == nil)
    }

    @Test func profilesWithImpossibleSettingsAreRefused() {
        #expect(contentError { _ = try testProfile(chunkBytes: 0) }?.code == .limitExceeded)
        #expect(contentError { _ = try testProfile(chunkBytes: Block.bytesMax) }?.code == .limitExceeded)
        #expect(contentError { _ = try testProfile(fileLinksMax: 1) }?.code == .limitExceeded)
        #expect(contentError { _ = try testProfile(hamtFanout: 255) }?.code == .invalidUnixFS)
        #expect(contentError { _ = try testProfile(hamtFanout: -8) }?.code == .invalidUnixFS)
    }
}
