import Testing

@testable import ContentAddressing

struct DAGPBTests {
    static let cid = "01550000"

    @Test(arguments: [
        ("unknown field", "1a00"), ("wrong wire type of data", "0801"), ("wrong wire type of links", "1001"),
        ("repeated data", "0a000a00"), ("link without hash", "1200"), ("link with name first", "120912000a0401550000"),
        ("link with only a name", "12021200"), ("link with only a size", "12021801"),
        ("name after size", "120a0a040155000018011200"), ("repeated name", "120a0a0401550000" + "12001200"),
        ("repeated hash", "120c0a04015500000a0401550000"), ("repeated size", "120a0a040155000018011801"),
        ("unknown field in link", "12080a04015500002000"), ("hash is no CID", "12040a020000"),
        ("empty hash", "12020a00"),
        ("hash goes on", "12070a050155000000"), ("links on both sides", "12060a04015500000a0012060a0401550000"),
        ("cut in a length", "128180"), ("cut in data", "0a0501"), ("huge length", "0affffffffffffffffff01"),
        ("cut link", "12060a0401"), ("data after data after links", "12060a04015500000a000a00"),
    ])
    func refuses(what: String, text: String) {
        #expect(contentError { _ = try DAGPBNode(decoding: hex(text)) } != nil, "\(what)")
    }

    @Test func dataBeforeLinksIsReadAndRewrittenCanonically() throws {
        let node = try DAGPBNode(decoding: hex("0a0178" + "12060a0401550000" + "12060a0401550000"))
        #expect(node.links.count == 2)
        #expect(node.data == utf8("x"))
        #expect(hexText(node.encoded()) == "12060a0401550000" + "12060a0401550000" + "0a0178")
    }

    @Test func absentAndEmptyAreKeptApart() throws {
        let bare = DAGPBLink(cid: try CID(bytes: hex(Self.cid)), encodedName: nil, encodedTsize: nil)
        let full = DAGPBLink(cid: try CID(bytes: hex(Self.cid)), name: "", tsize: 0)
        #expect(hexText(DAGPBNode(links: [bare], data: nil).encoded()) == "12060a0401550000")
        #expect(hexText(DAGPBNode(links: [full], data: []).encoded()) == "120a0a0401550000120018000a00")
        #expect(DAGPBNode(links: [], data: nil).encoded().isEmpty)
        #expect(bare.name.isEmpty)
        #expect(bare.tsize == 0)
    }

    @Test func namesNeedNotBeText() throws {
        let link = DAGPBLink(cid: try CID(bytes: hex(Self.cid)), name: [0xff, 0x41], tsize: 3)
        let node = try DAGPBNode(decoding: DAGPBNode(links: [link], data: nil).encoded())
        #expect(node.links == [link])
        #expect(node.links[0].nameText == nil)
    }

    @Test func unsortedLinksKeepTheirOrder() throws {
        let cid = try CID(bytes: hex(Self.cid))
        let node = DAGPBNode(links: ["b", "a"].map { DAGPBLink(cid: cid, name: $0, tsize: 0) }, data: nil)
        #expect(try DAGPBNode(decoding: node.encoded()) == node)
    }
}
