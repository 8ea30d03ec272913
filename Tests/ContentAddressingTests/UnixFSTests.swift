import Testing

@testable import ContentAddressing

struct UnixFSTests {
    static let blocks = KnownAnswers.shared.blocks

    @Test(arguments: blocks.keys.sorted())
    func knownBlocks(_ name: String) throws {
        let answer = try #require(Self.blocks[name])
        let bytes = hex(answer.hex)
        let node = try DAGPBNode(decoding: bytes)
        #expect(node.encoded() == bytes)
        let data = try #require(node.data)
        #expect(try UnixFSNode(decoding: data).encoded() == data)
        if let text = answer.cid ?? answer.cidv0 { #expect(node.block(version: .v0).cid.description == text) }
        if let text = answer.cidv1 { #expect(node.block(version: .v1).cid.description == text) }
    }

    @Test func fieldsAreRead() throws {
        let node = try UnixFSNode(decoding: hex("080212026869180238a403420b0880e2cfaa06150065cd1d"))
        #expect(node.type == .file)
        #expect(node.data == utf8("hi"))
        #expect(node.fileSize == 2)
        #expect(node.mode == 0o644)
        #expect(node.mtime == .init(seconds: 1_700_000_000, nanoseconds: 500_000_000))
        let old = try UnixFSNode(decoding: hex("0802120268691802420b08ffffffffffffffffff01"))
        #expect(old.mtime?.seconds == -1)
    }

    @Test func orderPackingAndUnknownFieldsAreForgiven() throws {
        let node = try UnixFSNode(decoding: hex("2203010203" + "2004" + "4a01ff" + "5000" + "0802" + "5501020304"))
        #expect(node.blockSizes == [1, 2, 3, 4])
        #expect(node.type == .file)
    }

    @Test(arguments: [
        ("no type", ""), ("unknown type", "0806"), ("huge type", "08ffffffffffffffffff01"), ("type as bytes", "0a0102"),
        ("mode over 32 bits", "0802388080808010"), ("too many nanoseconds", "0802" + "4207080115ffffffff"),
        ("mtime without seconds", "08024200"), ("field zero", "08020000"), ("group", "080253"), ("cut", "08021205aa"),
        ("seconds as bytes", "080242020a00"), ("cut fixed", "0802550102"),
    ])
    func refuses(what: String, text: String) {
        #expect(contentError { _ = try UnixFSNode(decoding: hex(text)) } != nil, "\(what)")
    }

    @Test(arguments: KnownAnswers.shared.murmur3_x64_64_big_endian.map { ($0.key, $0.value) })
    func murmur(text: String, answer: String) {
        #expect(withUnsafeBytes(of: MurmurHash3.x64(utf8(text)).bigEndian) { hexText(Array($0)) } == answer)
    }

    @Test func labelsAndBitmaps() throws {
        #expect(try HAMTBits(fanout: 256).label(10) == utf8("0A"))
        #expect(try HAMTBits(fanout: 16).label(15) == utf8("F"))
        #expect(try HAMTBits(fanout: 1024).label(1023) == utf8("3FF"))
        #expect(try HAMTBits(fanout: 256).bucket(fromLabelOf: utf8("0a")) == nil)
        #expect(try HAMTBits(fanout: 1024).bucket(fromLabelOf: utf8("400x")) == nil)
        #expect(try HAMTBits(fanout: 256).bitmap([0, 9]) == [0x02, 0x01])
        #expect(try HAMTBits(fanout: 256).bitmap([]) == [])
        #expect(try HAMTBits(fanout: 256).bitmap([255]).count == 32)
        for fanout in [0, 4, 12, 100, 2048, UInt64.max] {
            #expect(contentError { _ = try HAMTBits(fanout: fanout) } != nil)
        }
    }

    @Test(arguments: [
        ("a.txt", true), ("...", true), (" ", true), ("é", true), ("", false), (".", false), ("..", false),
        ("a/b", false), ("/", false), ("a\0", false),
    ])
    func safeNames(name: String, isSafe: Bool) {
        #expect(isSafeFileName(name) == isSafe)
    }

    @Test func entriesAreTold() throws {
        func entry(_ block: Block) throws -> UnixFSEntry { try UnixFSEntry(cid: block.cid, decoding: block.bytes) }
        #expect(try entry(FileReaderTests.raw("four")) == .file(bytes: 4))
        #expect(try entry(FileReaderTests.node("own", children: [(FileReaderTests.raw("x"), 1)])) == .file(bytes: 4))
        #expect(try entry(DirectoryReaderTests.plain(["a"])) == .directory)
        #expect(try entry(DirectoryBuilder.buildSharded(entries: [], profile: .unixfsV1_2025).blocks[0]) == .directory)
        let link = SymlinkBuilder.build(target: "../x", profile: .unixfsV0_2015)
        #expect(link.root == ImportedNode(cid: link.block.cid, fileBytes: 0, tsize: 10, kind: .symlink))
        #expect(try entry(link.block) == .symlink(target: utf8("../x")))
        #expect(contentError { _ = try entry(FileReaderTests.node(nil, type: .metadata)) }?.code == .invalidUnixFS)
        #expect(contentError { _ = try entry(FileReaderTests.node(nil, blockSizes: [1])) }?.code == .invalidUnixFS)
        let cbor = CID(codec: .dagCBOR, multihash: .sha256(of: [0xf6]))
        #expect(contentError { _ = try UnixFSEntry(cid: cbor, decoding: [0xf6]) }?.code == .unsupportedCodec)
    }
}
