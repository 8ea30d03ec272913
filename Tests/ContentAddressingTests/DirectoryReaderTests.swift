import Testing

@testable import ContentAddressing

struct DirectoryReaderTests {
    static let leaf = CID.raw(Multihash.sha256(of: utf8("x")))

    static func link(_ name: String, _ cid: CID = leaf) -> DAGPBLink {
        DAGPBLink(cid: cid, name: name, tsize: 1)
    }

    static func plain(_ names: [String]) -> Block {
        DAGPBNode(links: names.map { link($0) }, data: UnixFSNode(type: .directory).encoded()).block()
    }

    /// A shard with these links, and a bitmap and settings that may be wrong.
    static func shard(
        _ links: [DAGPBLink],
        buckets: [Int],
        fanout: UInt64? = 256,
        hashType: UInt64? = 0x22
    ) throws -> Block {
        let bitmap = try HAMTBits(fanout: 256).bitmap(buckets)
        let unixFS = UnixFSNode(type: .hamtShard, data: bitmap, hashType: hashType, fanout: fanout)
        return DAGPBNode(links: links, data: unixFS.encoded()).block()
    }

    @Test func plainDirectoriesKeepTheOrderOfTheBlock() throws {
        let root = Self.plain(["b", "a", "..", "x/y"])
        let entries = try BlockBox([root]).list(root.cid)
        #expect(entries.map(\.name) == ["b", "a", "..", "x/y"])
        #expect(entries.allSatisfy { $0.cid == Self.leaf && $0.tsize == 1 })
    }

    @Test func repeatedNamesAreRefused() {
        let root = Self.plain(["a", "b", "a"])
        let error = contentError { _ = try BlockBox([root]).list(root.cid) }
        #expect(error?.code == .duplicateName)
        #expect(error?.message.contains("\"a\"") == true)
    }

    @Test func entriesAreBounded() throws {
        let root = Self.plain(["a", "b", "c"])
        #expect(try BlockBox([root]).list(root.cid, entriesMax: 3).count == 3)
        #expect(contentError { _ = try BlockBox([root]).list(root.cid, entriesMax: 2) }?.code == .limitExceeded)
        let profile = try testProfile()
        let entries = ImportVectorTests.entries((0..<100).map { "f\($0)" }, profile: profile)
        let (sharded, blocks) = try DirectoryBuilder.buildSharded(entries: entries, profile: profile)
        #expect(contentError { _ = try BlockBox(blocks).list(sharded.cid, entriesMax: 99) }?.code == .limitExceeded)
        #expect(try BlockBox(blocks).list(sharded.cid, entriesMax: 100).count == 100)
    }

    @Test func emptyDirectoriesAreEmpty() throws {
        #expect(try BlockBox().list(try CID(parsing: "bafyaabakaieac")).isEmpty)
        let shard = try DirectoryBuilder.buildSharded(entries: [], profile: .unixfsV1_2025)
        #expect(try BlockBox(shard.blocks).list(shard.root.cid).isEmpty)
    }

    @Test func onlyDirectoriesAreListed() throws {
        let file = FileReaderTests.node("x")
        #expect(contentError { _ = try BlockBox([file]).list(file.cid) }?.code == .notADirectory)
        #expect(contentError { _ = try BlockBox().list(Self.leaf) }?.code == .notADirectory)
    }

    /// The bucket that "a" belongs to: the first byte of its hash is 0x85.
    static let home = 0x85

    @Test func aWellFormedShardIsRead() throws {
        let root = try Self.shard([Self.link("85a")], buckets: [Self.home])
        #expect(try BlockBox([root]).list(root.cid).map(\.name) == ["a"])
    }

    static func brokenShards() throws -> [(String, Block)] {
        let a = link("85a")
        let emptyChild = try shard([], buckets: [])
        let narrowChild = try shard([link("0a")], buckets: [0], fanout: 16)
        return [
            ("label in lower case", try shard([link("8fa"), link("0az")], buckets: [0x8f, 0x0a])),
            ("label outside the fanout", try shard([link("GGa")], buckets: [1])),
            ("name shorter than the label", try shard([link("8")], buckets: [8])),
            ("bitmap without the bucket", try shard([a], buckets: [])),
            ("bitmap with another bucket", try shard([a], buckets: [home, 3])),
            ("bucket twice", try shard([a, a], buckets: [home])),
            ("buckets out of order", try shard([a, link("01b")], buckets: [home, 1])),
            ("name that hashes elsewhere", try shard([link("86a")], buckets: [0x86])),
            ("no fanout", try shard([a], buckets: [home], fanout: nil)),
            ("fanout no power of two", try shard([a], buckets: [home], fanout: 255)),
            ("fanout too large", try shard([a], buckets: [home], fanout: 2048)),
            ("huge fanout", try shard([a], buckets: [home], fanout: .max)),
            ("other hash function", try shard([a], buckets: [home], hashType: 0x12)),
            ("no hash function", try shard([a], buckets: [home], hashType: nil)),
            ("empty child", try shard([link("85", emptyChild.cid)], buckets: [home])),
            ("child of another width", try shard([link("85", narrowChild.cid)], buckets: [home])),
            ("child that is no shard", try shard([link("85", plain([]).cid)], buckets: [home])),
        ]
    }

    @Test func brokenShardsAreRefused() throws {
        let helpers = [
            try Self.shard([], buckets: []), try Self.shard([Self.link("0a")], buckets: [0], fanout: 16),
            Self.plain([]),
        ]
        for (what, root) in try Self.brokenShards() {
            let error = contentError { _ = try BlockBox(helpers + [root]).list(root.cid) }
            #expect(error?.code == .invalidUnixFS, "\(what)")
        }
    }

    @Test func shardsThatLinkToThemselvesEnd() throws {
        let root = try Self.shard([Self.link("85", Self.leaf)], buckets: [Self.home])
        let looped = try Self.shard([Self.link("85", root.cid)], buckets: [Self.home])
        var box = BlockBox([root])
        box.corrupt(root.cid, with: looped.bytes)
        #expect(contentError { _ = try box.list(root.cid) }?.code == .limitExceeded)
        #expect(contentError { _ = try box.resolve(root.cid, ["a"]) } != nil)
    }

    @Test(arguments: ["", ".", "..", "a/b", "a\0b", String(repeating: "n", count: DirectoryEntry.nameBytesMax + 1)])
    func namesThatCannotBeFilesAreNotBuilt(_ name: String) throws {
        let entries = ImportVectorTests.entries([name], profile: .unixfsV1_2025)
        let error = contentError { _ = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025) }
        #expect(error?.code == .invalidName)
    }

    @Test func namesAreBuiltOnce() {
        let entries = ImportVectorTests.entries(["a", "b", "a"], profile: .unixfsV1_2025)
        let error = contentError { _ = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025) }
        #expect(error?.code == .duplicateName)
    }

    @Test func theLimitItselfIsNotOverTheLimit() throws {
        let node = importFile(utf8("x"), .unixfsV1_2025).root
        let entries = ["one", "two"].map { DirectoryEntry(name: $0, node: node) }
        let plain = try DirectoryBuilder.build(entries: entries, profile: .unixfsV1_2025)
        let blockBytes = plain.blocks[0].bytes.count
        let linkBytes = entries.reduce(0) { $0 + $1.nameBytes.count + $1.node.cid.byteCount }
        for limit in [ImportProfile.DirectoryLimit.blockBytes(blockBytes), .linkBytes(linkBytes)] {
            let built = try DirectoryBuilder.build(entries: entries, profile: try testProfile(directoryLimit: limit))
            #expect(built.root == plain.root)
        }
        for limit in [ImportProfile.DirectoryLimit.blockBytes(blockBytes - 1), .linkBytes(linkBytes - 1)] {
            let built = try DirectoryBuilder.build(entries: entries, profile: try testProfile(directoryLimit: limit))
            #expect(built.root != plain.root)
            try ImportVectorTests.checkRoot(built.blocks, isSharded: true)
        }
    }
}
