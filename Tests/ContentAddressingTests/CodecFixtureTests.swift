import Testing

@testable import ContentAddressing

/// The official codec fixtures: a file's name is the CID of its bytes.
struct CodecFixtureTests {
    static let dagPB = Fixture.files(below: "codec", suffix: ".dag-pb")
    static let dagCBOR = Fixture.files(below: "codec", suffix: ".dag-cbor")
    static let dagJSON = Fixture.files(below: "codec", suffix: ".dag-json")

    static func name(_ path: String) throws -> CID {
        let file = try #require(path.split(separator: "/").last)
        return try CID(parsing: String(try #require(file.split(separator: ".").first)))
    }

    @Test func filesWereFound() {
        #expect(Self.dagPB.count == 12)
        #expect(Self.dagCBOR.count == 39)
        #expect(Self.dagJSON.count == 39)
    }

    @Test(arguments: dagPB)
    func dagPBRoundTrip(_ path: String) throws {
        let bytes = try Fixture.bytes(path)
        let node = try DAGPBNode(decoding: bytes)
        #expect(node.encoded() == bytes)
        #expect(node.encodedLength == bytes.count)
        #expect(node.block().cid == (try Self.name(path)))
    }

    @Test(arguments: dagCBOR)
    func dagCBORRoundTrip(_ path: String) throws {
        let bytes = try Fixture.bytes(path)
        #expect(try DAGCBORValue(decoding: bytes).encoded() == bytes)
        #expect(CID(codec: .dagCBOR, multihash: .sha256(of: bytes)) == (try Self.name(path)))
        try Self.name(path).verify(bytes)
    }

    @Test(arguments: dagJSON)
    func dagJSONHashes(_ path: String) throws {
        let cid = try Self.name(path)
        #expect(cid.codec == .dagJSON)
        try cid.verify(try Fixture.bytes(path))
    }

    @Test(arguments: dagCBOR.filter { $0.contains("/cid-") && !$0.contains("arrayof") })
    func linksInsideAreTheFoldersName(_ path: String) throws {
        let folder = try #require(path.split(separator: "/").dropLast().last)
        let value = try DAGCBORValue(decoding: try Fixture.bytes(path))
        #expect(value.links == [try CID(parsing: String(folder.dropFirst("cid-".count)))])
    }

    struct Negative: Decodable {
        let name: String
        let hex: String
    }

    @Test func duplicateKeysAreRefused() throws {
        let cases = try Fixture.json([Negative].self, "codec/negative/dag-cbor/decode/duplicate-keys.json")
        #expect(!cases.isEmpty)
        for negative in cases {
            let error = contentError { _ = try DAGCBORValue(decoding: hex(negative.hex)) }
            #expect(error?.code == .invalidDAGCBOR, "\(negative.name)")
            #expect(error?.message.contains("foo") == true)
        }
    }
}
