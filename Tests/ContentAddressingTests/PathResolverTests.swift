import Testing

@testable import ContentAddressing

struct PathResolverTests {
    @Test func emptyPathsNeedNoBlock() throws {
        let resolution = try BlockBox().resolve(DirectoryReaderTests.leaf, [])
        #expect(resolution == .init(cid: DirectoryReaderTests.leaf, tsize: nil, crossed: []))
    }

    @Test func oneShardedStepCostsOnlyTheShardsOnThePath() throws {
        let archive = try CARArchive(try Fixture.bytes("car/single-layer-hamt-with-multi-block-files.car"))
        let root = try #require(archive.header?.roots.first)
        let box = BlockBox(archive.blocks)
        for entry in try box.list(root) {
            let resolution = try box.resolve(root, [entry.name])
            #expect(resolution.cid == entry.cid)
            #expect(resolution.tsize == entry.tsize)
            #expect(resolution.crossed.first == root)
            #expect((1...3).contains(resolution.crossed.count))
        }
    }

    @Test func errorsNameTheSegment() throws {
        let inner = DirectoryReaderTests.plain(["file"])
        let root = DAGPBNode(
            links: [DirectoryReaderTests.link("inner", inner.cid)],
            data: UnixFSNode(type: .directory).encoded()
        ).block()
        let box = BlockBox([root, inner])
        let missing = contentError { _ = try box.resolve(root.cid, ["inner", "nope", "x"]) }
        #expect(missing?.code == .notFound)
        #expect(missing?.message == "no entry \"nope\" (path segment 2) in \(inner.cid)")
        let through = try #require(
            contentError {
                _ = try BlockBox([root, inner, FileReaderTests.raw("x")]).resolve(root.cid, ["inner", "file", "x"])
            }
        )
        #expect(through.code == .notADirectory)
        #expect(through.message.contains("path segment 3"))
    }

    @Test func crossedBlocksAreKnownAfterAFailure() throws {
        let root = DirectoryReaderTests.plain(["a"])
        var resolver = try PathResolver(root: root.cid, path: ["b"])
        let box = BlockBox([root])
        #expect(throws: ContentError.self) { try box.resolve(&resolver) }
        #expect(resolver.crossed == [root.cid])
    }

    @Test func dagCBORLinksAreFollowed() throws {
        let archive = try CARArchive(try Fixture.bytes("car/dag-cbor-traversal.car"))
        let box = BlockBox(archive.blocks)
        let root = try #require(archive.header?.roots.first)
        let value = try DAGCBORValue(decoding: try box.bytes(root))
        #expect(!value.links.isEmpty)
        guard case .map(let fields) = value else {
            Issue.record("the root is no map")
            return
        }
        for field in fields {
            if case .link(let cid) = field.value {
                #expect(try box.resolve(root, [field.key]).cid == cid)
            } else {
                #expect(contentError { _ = try box.resolve(root, [field.key, "none"]) }?.code == .notFound)
            }
        }
        let list = DAGCBORValue.array([.null, .map([.init("x", .link(root))])]).encoded()
        let listCID = CID(codec: .dagCBOR, multihash: .sha256(of: list))
        let listBox = BlockBox([Block(cid: listCID, bytes: list)])
        #expect(try listBox.resolve(listCID, ["1", "x"]).cid == root)
        #expect(contentError { _ = try listBox.resolve(listCID, ["0"]) }?.code == .notFound)
        #expect(contentError { _ = try listBox.resolve(listCID, ["-1"]) }?.code == .notFound)
    }

    @Test func pathsAreBounded() {
        let path = [String](repeating: "a", count: PathResolver.segmentsMax + 1)
        #expect(contentError { _ = try BlockBox().resolve(DirectoryReaderTests.leaf, path) }?.code == .limitExceeded)
    }
}
