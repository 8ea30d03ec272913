import Testing

@testable import ContentAddressing

struct DAGWalkerTests {
    /// A graph in which every level links twice to the next: 2^depth paths, depth + 1 blocks.
    static func doubled(depth: Int) -> (root: CID, box: BlockBox) {
        var block = FileReaderTests.raw("x")
        var box = BlockBox([block])
        var size: UInt64 = 1
        for _ in 0..<depth {
            block = FileReaderTests.node(nil, children: [(block, size), (block, size)])
            size *= 2
            box.add([block])
        }
        return (block.cid, box)
    }

    @Test(arguments: [DAGWalker.Scope.all, .entity])
    func everyBlockComesOnce(_ scope: DAGWalker.Scope) throws {
        let (root, box) = Self.doubled(depth: 60)
        let blocks = try box.walk(root, scope: scope)
        #expect(blocks.count == 61)
        #expect(blocks.first?.cid == root)
    }

    @Test func rangesOverRepeatedBlocksStayCheapAndComplete() throws {
        let (root, box) = Self.doubled(depth: 60)
        for range in [EntityByteRange(from: 1, to: -2), .init(from: 0, to: 0), .init(from: 12_345, to: nil)] {
            var walker = DAGWalker(root: root, scope: .entity, entityBytes: range)
            var blocks: [Block] = []
            try box.walk(&walker, into: &blocks)
            #expect(blocks.count == 61)
        }
    }

    @Test func blocksCanBeRepeated() throws {
        let (root, box) = Self.doubled(depth: 3)
        var walker = DAGWalker(root: root, repeatsBlocks: true)
        var blocks: [Block] = []
        try box.walk(&walker, into: &blocks)
        #expect(blocks.count == 15)
    }

    @Test func limitsHold() throws {
        let (root, box) = Self.doubled(depth: 12)
        func error(_ change: (inout DAGWalker.Limits) -> Void) -> ContentError.Code? {
            var limits = DAGWalker.Limits()
            change(&limits)
            var walker = DAGWalker(root: root, limits: limits)
            var blocks: [Block] = []
            return contentError { try box.walk(&walker, into: &blocks) }?.code
        }
        #expect(error { $0.depthMax = 12 } == nil)
        #expect(error { $0.depthMax = 11 } == .limitExceeded)
        #expect(error { $0.blocksMax = 13 } == nil)
        #expect(error { $0.blocksMax = 12 } == .limitExceeded)
        #expect(error { $0.pendingLinksMax = 13 } == nil)
        #expect(error { $0.pendingLinksMax = 3 } == .limitExceeded)
    }

    @Test func unknownCodecsStopAFullWalkOnly() throws {
        let bytes = utf8("{}")
        let cid = CID(codec: .dagJSON, multihash: .sha256(of: bytes))
        let box = BlockBox([Block(cid: cid, bytes: bytes)])
        #expect(contentError { _ = try box.walk(cid) }?.code == .unsupportedCodec)
        #expect(try box.walk(cid, scope: .block).count == 1)
        #expect(try box.walk(cid, scope: .entity).count == 1)
    }

    @Test func identityBlocksAreExpandedButNotHandedOut() throws {
        let raw = FileReaderTests.raw("x")
        let node = DAGPBNode(links: [.init(cid: raw.cid, encodedName: nil, encodedTsize: nil)], data: nil).encoded()
        let root = CID.dagPB(try Multihash(code: .identity, digest: node))
        #expect(try BlockBox([raw]).walk(root) == [raw])
    }

    @Test(arguments: [
        ("0:*", 0..<10), ("3:5", 3..<6), ("-3:*", 7..<10), ("-30:-9", 0..<2), ("2:-2", 2..<9), ("20:30", 10..<10),
        ("5:3", 5..<5), ("0:-20", 0..<0), ("9:9", 9..<10), ("0:99", 0..<10),
    ])
    func byteRanges(text: String, expected: Range<UInt64>) throws {
        #expect(try #require(EntityByteRange(text)).resolved(fileBytes: 10) == expected)
    }

    @Test func byteRangesOfEmptyFilesAreEmpty() throws {
        for text in ["0:*", "0:0", "-1:*", "-1:-1", "5:9"] {
            #expect(try #require(EntityByteRange(text)).resolved(fileBytes: 0).isEmpty)
        }
        for text in ["", "1", ":", "a:b", "1:2:3", "*:1", "99999999999999999999:*"] {
            #expect(EntityByteRange(text) == nil)
        }
        let widest = EntityByteRange(from: .min, to: .max)
        #expect(widest.resolved(fileBytes: .max) == UInt64(Int64.max)..<UInt64(Int64.max) + 1)
    }
}
