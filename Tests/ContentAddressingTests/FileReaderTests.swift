import Testing

@testable import ContentAddressing

struct FileReaderTests {
    /// Makes a dag-pb block of a file out of its own data and children with the sizes they claim.
    static func node(
        _ data: String?,
        type: UnixFSNode.Kind = .file,
        children: [(Block, UInt64)] = [],
        fileSize: UInt64? = nil,
        blockSizes: [UInt64]? = nil
    ) -> Block {
        let own = data.map { utf8($0) }
        let sizes = blockSizes ?? children.map(\.1)
        let unixFS = UnixFSNode(
            type: type,
            data: own,
            fileSize: fileSize ?? sizes.reduce(UInt64(own?.count ?? 0), &+),
            blockSizes: sizes
        )
        let links = children.map { DAGPBLink(cid: $0.0.cid, name: "", tsize: 0) }
        return DAGPBNode(links: links, data: unixFS.encoded()).block()
    }

    static func raw(_ text: String) -> Block {
        Block(cid: .raw(Multihash.sha256(of: utf8(text))), bytes: utf8(text))
    }

    /// Own data, leaves at several depths and of several kinds, as trickle files and old writers have them.
    static let uneven: (root: Block, box: BlockBox, text: String) = {
        let first = raw("first")
        let second = node("second", type: .raw)
        let third = node("third")
        let inner = node(nil, children: [(third, 5), (raw("fourth"), 6)])
        let outer = node("own", children: [(inner, 11), (raw("!"), 1)])
        let empty = node(nil, fileSize: 0)
        let root = node("ab", children: [(first, 5), (second, 6), (empty, 0), (outer, 15)])
        let box = BlockBox([first, second, third, raw("fourth"), inner, raw("!"), outer, empty, root])
        return (root, box, "abfirstsecondownthirdfourth!")
    }()

    @Test func unevenTreesAreRead() throws {
        let content = try Self.uneven.box.readFile(Self.uneven.root.cid)
        #expect(String(decoding: content, as: UTF8.self) == Self.uneven.text)
    }

    @Test func everyRangeOfAnUnevenTree() throws {
        let text = utf8(Self.uneven.text)
        for lower in 0...text.count + 1 {
            for upper in lower...text.count + 2 {
                let expected = Array(text[min(lower, text.count)..<min(upper, text.count)])
                let read = try Self.uneven.box.readFile(Self.uneven.root.cid, range: UInt64(lower)..<UInt64(upper))
                #expect(read == expected, "\(lower)..<\(upper)")
            }
        }
    }

    @Test func subtreesOutsideTheRangeAreNotAskedFor() throws {
        var stream = ChaCha20(seed: "range")
        let content = stream.bytes(1000)
        let (root, blocks) = importFile(content, try testProfile(chunkBytes: 10, fileLinksMax: 5))
        let box = BlockBox(blocks)
        var reader = FileReader(root: root.cid, range: 505..<515)
        var asked = 0
        var read: [UInt8] = []
        loop: while true {
            switch try reader.next() {
            case .needBlock(let cid):
                asked += 1
                try reader.provide(try box.bytes(cid))
            case .bytes(let slice): read += slice
            case .finished: break loop
            }
        }
        #expect(read == Array(content[505..<515]))
        #expect(reader.fileBytes == 1000)
        #expect(asked == 5, "the root, one inner node on each of two levels, two leaves")
    }

    @Test func upcomingBlocksAreKnown() throws {
        let (root, blocks) = importFile(
            SHA256Hasher.hash([1]) + SHA256Hasher.hash([2]),
            try testProfile(chunkBytes: 16, fileLinksMax: 9)
        )
        var reader = FileReader(root: root.cid, range: 16..<64)
        #expect(reader.upcoming(limit: 9) == [root.cid])
        #expect(try reader.next() == .needBlock(root.cid))
        try reader.provide(try BlockBox(blocks).bytes(root.cid))
        let leaves = blocks.dropLast().map(\.cid)
        #expect(reader.upcoming(limit: 2) == Array(leaves[1...2]))
        #expect(reader.upcoming(limit: 9) == Array(leaves[1...3]))
    }

    @Test func identityBlocksAreReadInPlace() throws {
        let leaf = CID.raw(try Multihash(code: .identity, digest: utf8("inline")))
        let unixFS = UnixFSNode(type: .file, fileSize: 6, blockSizes: [6])
        let root = DAGPBNode(links: [.init(cid: leaf, name: "", tsize: 6)], data: unixFS.encoded()).block()
        #expect(try BlockBox([root]).readFile(root.cid) == utf8("inline"))
        #expect(try BlockBox().readFile(leaf) == utf8("inline"))
        #expect(try BlockBox().readFile(try CID(parsing: "bafkqaaa")) == [])
    }

    static let broken: [(String, Block)] = [
        ("too few sizes", node(nil, children: [(raw("a"), 1)], blockSizes: [])),
        ("too many sizes", node(nil, children: [(raw("a"), 1)], blockSizes: [1, 0])),
        ("wrong total", node(nil, children: [(raw("a"), 1)], fileSize: 2)),
        ("sizes overflow", node(nil, children: [(raw("a"), .max), (raw("a"), 2)], fileSize: 1)),
        ("leaf shorter than stated", node(nil, children: [(raw("a"), 2)])),
        ("leaf longer than stated", node(nil, children: [(raw("abc"), 2)])),
        ("a directory", node(nil, type: .directory)),
        ("a symlink", node("x", type: .symlink)),
        ("no data", DAGPBNode(links: [], data: nil).block()),
    ]

    @Test(arguments: broken.indices)
    func brokenFilesAreRefused(_ index: Int) throws {
        let (what, root) = Self.broken[index]
        let box = BlockBox([root, Self.raw("a"), Self.raw("abc")])
        let error = contentError { _ = try box.readFile(root.cid) }
        #expect(error?.code == .invalidUnixFS || error?.code == .notAFile, "\(what)")
    }

    @Test func otherCodecsAreRefused() throws {
        let cid = CID(codec: .dagCBOR, multihash: .sha256(of: [0xf6]))
        let error = contentError { _ = try BlockBox([Block(cid: cid, bytes: [0xf6])]).readFile(cid) }
        #expect(error?.code == .unsupportedCodec)
    }

    @Test func depthIsBounded() throws {
        var block = Self.raw("x")
        var box = BlockBox([block])
        for level in 1...FileReader.depthMax + 1 {
            block = Self.node(nil, children: [(block, 1)])
            box.add([block])
            guard level >= FileReader.depthMax else { continue }
            let error = contentError { _ = try box.readFile(block.cid) }
            #expect(error?.code == (level == FileReader.depthMax ? nil : .limitExceeded))
        }
    }

    @Test func widelyRepeatedEmptySubtreesCostNothing() throws {
        var block = Self.node(nil, fileSize: 0)
        var box = BlockBox([block])
        for _ in 0..<40 {
            block = Self.node(nil, children: [(block, 0), (block, 0), (block, 0)])
            box.add([block])
        }
        #expect(try box.readFile(block.cid) == [])
    }
}
