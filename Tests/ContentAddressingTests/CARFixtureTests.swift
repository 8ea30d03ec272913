import Testing

@testable import ContentAddressing

/// Every archive in the fixtures against manifest.json.
struct CARFixtureTests {
    struct Item: Decodable, Sendable {
        let cid: String
        let type: String
        let entries: Int?
        let size: UInt64?
        let sha256: String?
        let target: String?
        let links: Int?
    }

    struct Entry: Decodable, Sendable {
        let file: String
        let version: UInt64?
        let roots: [String]?
        let blocks: Int?
        let block_order: [String]?
        let tree: [String: Item]?
        let expect: String?
    }

    static let manifest = Fixture.required([Entry].self, "manifest.json").filter { $0.file.hasSuffix(".car") }
    static let good = manifest.filter { $0.version != nil }.map(\.file)
    static let corrupt = manifest.filter { $0.expect != nil }.map(\.file)

    static func entry(_ file: String) throws -> Entry {
        try #require(manifest.first { $0.file == file })
    }

    @Test func manifestNamesEveryArchive() {
        #expect(Set(Self.manifest.map(\.file)) == Set(Fixture.files(below: "car", suffix: ".car")))
        #expect(Self.good.count == 15)
        #expect(Self.corrupt.count == 3)
    }

    @Test(arguments: good)
    func headerAndBlocks(_ file: String) throws {
        let entry = try Self.entry(file)
        let archive = try CARArchive(try Fixture.bytes(file))
        #expect(archive.header?.version.rawValue == entry.version)
        #expect(archive.header?.roots.map(\.description) == entry.roots)
        #expect(archive.blocks.count == entry.blocks)
        let order = try #require(entry.block_order)
        #expect(archive.blocks.prefix(order.count).map(\.cid.description) == order)
    }

    @Test(arguments: good)
    func piecesDoNotMatter(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        let whole = try CARArchive(bytes)
        for pieceBytes in bytes.count > 10_000 ? [4096, 997] : [1, 7, 64] {
            let pieces = try CARArchive(bytes, pieceBytes: pieceBytes)
            #expect(pieces.header == whole.header)
            #expect(pieces.blocks == whole.blocks)
        }
    }

    @Test(arguments: good)
    func rewritingGivesTheSameBytes(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        let archive = try CARArchive(bytes)
        let header = try #require(archive.header)
        guard header.version == .v1 else { return }
        #expect(CARArchive.encode(roots: header.roots, blocks: archive.blocks) == bytes)
    }

    @Test(arguments: good)
    func tree(_ file: String) throws {
        let entry = try Self.entry(file)
        let archive = try CARArchive(try Fixture.bytes(file))
        let box = BlockBox(archive.blocks)
        let roots = try #require(archive.header?.roots)
        for (path, item) in try #require(entry.tree).sorted(by: { $0.key < $1.key }) {
            let (root, segments) = Self.locate(path, roots: roots)
            let cid = try box.resolve(root, segments).cid
            #expect(cid.description == item.cid, "\(path)")
            try Self.check(item, cid: cid, in: box, path: path)
        }
    }

    /// Splits `rootN:/a/b` or `/a/b`.
    static func locate(_ path: String, roots: [CID]) -> (CID, [String]) {
        let parts = path.split(separator: ":", maxSplits: 1)
        let index = parts.count == 2 ? Int(parts[0].dropFirst("root".count)) ?? 0 : 0
        return (roots[index], (parts.last ?? "").split(separator: "/").map(String.init))
    }

    static func check(_ item: Item, cid: CID, in box: BlockBox, path: String) throws {
        switch item.type {
        case "directory", "hamt":
            let block = try UnixFSBlock(cid: cid, decoding: try box.bytes(cid))
            #expect(block.unixFS.type == (item.type == "hamt" ? .hamtShard : .directory), "\(path)")
            #expect(try box.list(cid).count == item.entries, "\(path)")
        case "raw", "file":
            #expect((cid.codec == .raw) == (item.type == "raw"))
            let content = try box.readFile(cid)
            #expect(UInt64(content.count) == item.size, "\(path)")
            #expect(hexText(SHA256Hasher.hash(content)) == item.sha256, "\(path)")
        case "symlink":
            let block = try UnixFSBlock(cid: cid, decoding: try box.bytes(cid))
            #expect(block.unixFS.type == .symlink)
            #expect(block.unixFS.data.map { String(decoding: $0, as: UTF8.self) } == item.target)
        case "file (blocks missing)":
            #expect(throws: BlockBox.MissingBlock.self) { try box.readFile(cid) }
            var reader = FileReader(root: cid)
            _ = try reader.next()
            try reader.provide(try box.bytes(cid))
            #expect(reader.fileBytes == item.size)
        case "dag-pb without UnixFS":
            #expect(try DAGPBNode(decoding: try box.bytes(cid)).links.count == item.links)
            #expect(contentError { _ = try box.list(cid) } != nil)
        default:
            #expect(item.type == "0x71", "\(path)")
            #expect(cid.codec == .dagCBOR)
            #expect(UInt64(try box.bytes(cid).count) == item.size)
        }
    }

    @Test func knownArchiveIsWrittenByteForByte() throws {
        let answer = KnownAnswers.shared.car
        let hello = importFile(utf8("hello world\n"), .unixfsV1_2025)
        let directory = try DirectoryBuilder.build(
            entries: [.init(name: "hello.txt", node: hello.root)],
            profile: .unixfsV1_2025
        )
        #expect(directory.root.cid.description == answer.root)
        let blocks = try BlockBox(hello.blocks + directory.blocks).walk(directory.root.cid)
        let archive = CARArchive.encode(roots: [directory.root.cid], blocks: blocks)
        #expect(hexText(archive) == answer.hex)
        let length = blocks.reduce(CAREncoder.header(roots: [directory.root.cid]).count) {
            $0 + CAREncoder.sectionLength(cid: $1.cid, blockBytes: $1.bytes.count)
        }
        #expect(length == archive.count)
    }

    @Test(arguments: corrupt)
    func corruptArchivesAreRefusedWithAPlace(_ file: String) throws {
        let bytes = try Fixture.bytes(file)
        let error = try #require(contentError { _ = try CARArchive(bytes) })
        #expect([.invalidCAR, .truncated, .limitExceeded].contains(error.code), "\(error)")
        #expect(error.message.hasPrefix("CAR archive, byte "), "\(error)")
    }
}
