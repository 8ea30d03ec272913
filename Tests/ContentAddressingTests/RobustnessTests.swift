import Testing

@testable import ContentAddressing

/// Every parser against damaged input: it ends with a result or with this module's error, and does not trap.
@Suite(.timeLimit(.minutes(10)))
struct RobustnessTests {
    @Test func varints() {
        assertRobust("varint", input: hex("8080808008")) { _ = try Varint.decode($0) }
        assertRobust("protobuf varint", input: hex("ffffffffffffffffff01")) { _ = try Varint.decodeProtobuf($0[...]) }
    }

    @Test func identifiers() throws {
        let cid = CID.raw(Multihash.sha256(of: utf8("x")))
        assertRobust("CID", input: cid.bytes) { _ = try CID(bytes: $0).description }
        assertRobust("multihash", input: cid.multihash.bytes) { _ = try Multihash(parsing: $0).bytes }
        for base in [Multibase.base32, .base36, .base58BTC, .base64Pad, .base2] {
            assertRobust("CID in \(base)", input: utf8(cid.text(in: base)), mutations: 1000) {
                _ = try CID(parsing: String(decoding: $0, as: UTF8.self)).bytes
            }
        }
    }

    @Test(arguments: CodecFixtureTests.dagPB)
    func dagPB(_ path: String) throws {
        assertRobust(path, input: try Fixture.bytes(path)) {
            let node = try DAGPBNode(decoding: $0)
            let again = try DAGPBNode(decoding: node.encoded())
            #expect(again == node)
        }
    }

    @Test(arguments: CodecFixtureTests.dagCBOR)
    func dagCBOR(_ path: String) throws {
        assertRobust(path, input: try Fixture.bytes(path), mutations: 300) {
            let encoded = try DAGCBORValue(decoding: $0).encoded()
            #expect(encoded == $0)
        }
    }

    @Test func unixFS() {
        assertRobust("UnixFS", input: hex("080212026869180238a403420b0880e2cfaa06150065cd1d"), mutations: 10_000) {
            let node = try UnixFSNode(decoding: $0)
            let again = try UnixFSNode(decoding: node.encoded())
            #expect(again.type == node.type)
        }
        assertRobust("UnixFS shard", input: hex("0805120201002822308002")) { _ = try UnixFSNode(decoding: $0) }
    }

    @Test(arguments: [
        "carv1-basic", "carv2-basic", "sample-unixfs-v2", "symlink", "gateway-raw-block", "dag-cbor-traversal",
    ])
    func archives(_ name: String) throws {
        let bytes = try Fixture.bytes("car/\(name).car")
        assertRobust(name, input: bytes, mutations: 1000) { _ = try CARArchive($0) }
        assertRobust(name + " in pieces", input: bytes, mutations: 200, seed: 2) {
            _ = try CARArchive($0, pieceBytes: 7)
        }
        var options = CARDecoder.Options()
        options.verifiesBlocks = false
        options.zeroLengthSectionEnds = true
        assertRobust(name + " unchecked", input: bytes, mutations: 1000, seed: 3) {
            let archive = try CARArchive($0, options: options)
            #expect(archive.blocks.count <= $0.count)
        }
    }

    /// A directory with a sharded one and a file below it, and one of its blocks at a time damaged.
    @Test(arguments: 0..<6)
    func readersOverDamagedBlocks(_ index: Int) throws {
        let profile = try testProfile(chunkBytes: 8, fileLinksMax: 3, hamtFanout: 8)
        let file = importFile(utf8("the quick brown fox jumps over the lazy dog"), profile)
        let names = (0..<20).map { "name\($0)" }
        let sharded = try DirectoryBuilder.buildSharded(
            entries: names.map { .init(name: $0, node: file.root) },
            profile: profile
        )
        let top = try DirectoryBuilder.build(
            entries: [.init(name: "s", node: sharded.root), .init(name: "f", node: file.root)],
            profile: profile
        )
        let box = BlockBox(file.blocks + sharded.blocks + top.blocks)
        let victims = [
            top.root.cid, sharded.root.cid, file.root.cid, sharded.blocks[0].cid, file.blocks[0].cid,
            file.blocks[3].cid,
        ]
        let victim = victims[index]
        assertRobust("block \(index)", input: try box.bytes(victim), mutations: 1500, seed: UInt64(index)) { bytes in
            var damaged = box
            damaged.corrupt(victim, with: bytes)
            var first: (any Error)?
            let readers: [() throws -> Void] = [
                { _ = try damaged.readFile(file.root.cid, maxBytes: 1 << 16) },
                { _ = try damaged.readFile(file.root.cid, range: 5..<20) },
                { _ = try damaged.list(sharded.root.cid) },
                { _ = try damaged.list(top.root.cid) },
                { _ = try damaged.resolve(top.root.cid, ["s", "name7"]) },
                { _ = try damaged.walk(top.root.cid) },
                { _ = try damaged.walk(file.root.cid, scope: .entity) },
                { _ = try damaged.walk(sharded.root.cid, scope: .entity) },
            ]
            for reader in readers {
                do {
                    try reader()
                } catch {
                    if first == nil || !(error is ContentError) { first = error }
                }
            }
            if let first { throw first }
        }
    }
}
