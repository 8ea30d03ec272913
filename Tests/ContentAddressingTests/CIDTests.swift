import Foundation
import Testing

@testable import ContentAddressing

struct CIDTests {
    static let hello = utf8("hello world\n")

    @Test(arguments: KnownAnswers.shared.cid_text.values.map { $0 })
    func knownTexts(_ answer: [String: String]) throws {
        let bytes = hex(try #require(answer["bytes"]))
        let cid = try CID(bytes: bytes)
        #expect(cid == .raw(Multihash.sha256(of: Self.hello)))
        for (name, base) in [("base32", Multibase.base32), ("base58btc", .base58BTC), ("base36", .base36)] {
            let text = try #require(answer[name])
            #expect(cid.text(in: base) == text)
            #expect(try CID(parsing: text) == cid)
        }
        #expect(try CID(parsing: try #require(answer["base16"])) == cid)
        #expect(cid.bytes == bytes)
        #expect(cid.byteCount == bytes.count)
        #expect(cid.description == answer["base32"])
        try cid.verify(Self.hello)
    }

    @Test(arguments: KnownAnswers.shared.identity.map { ($0.key, $0.value) })
    func identity(text: String, bytes: String) throws {
        let cid = try CID(parsing: text)
        #expect(cid.bytes == hex(bytes))
        let data = try #require(cid.identityData)
        try cid.verify(data)
        #expect(contentError { try cid.verify(data + [0]) }?.code == .hashMismatch)
    }

    @Test func peerIdentifiersAreCIDs() throws {
        let peer = KnownAnswers.shared.ed25519_peer
        let multihash = try Multihash(parsing: hex(peer.peer_id_bytes))
        #expect(multihash.identityData == hex(peer.public_key_pb))
        let cid = CID(codec: .libp2pKey, multihash: multihash)
        #expect(cid.text(in: .base36) == peer.cid_base36)
        #expect(cid.description == peer.cid_base32)
        #expect(Multibase.base58BTC.encodeBody(multihash.bytes) == peer.base58)
        #expect(hexText(SHA256Hasher.hash(multihash.bytes)) == peer.kad_id)
    }

    @Test func versionZero() throws {
        let text = "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"
        let cid = try CID(parsing: text)
        #expect(cid.version == .v0)
        #expect(cid.codec == .dagPB)
        #expect(cid.byteCount == 34)
        #expect(cid.description == text)
        #expect(cid.text(in: .base32) == text)
        let upgraded = CID.dagPB(cid.multihash)
        #expect(upgraded != cid)
        #expect(upgraded.multihash == cid.multihash)
        #expect(try CID(bytes: cid.bytes) == cid)
    }

    @Test(arguments: [
        "zQmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o", "zQmT78", "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff50",
        "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5", "", "b", "/ipfs/bafkqaaa", "bafkqaaaa", "bafkqaab",
        " bafkqaaa",
        "f02551220" + String(repeating: "00", count: 32), "f1220" + String(repeating: "00", count: 32),
        "f01551221" + String(repeating: "00", count: 32), "b" + String(repeating: "a", count: 3000),
        "f0155" + "008101" + String(repeating: "00", count: 129),
    ])
    func refusesText(_ text: String) {
        #expect(contentError { _ = try CID(parsing: text) } != nil)
        #expect(CID(text) == nil)
    }

    @Test func base58OfAVersionZeroMultihashIsRefusedUnderAPrefix() {
        let text = "zQmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"
        #expect(contentError { _ = try CID(parsing: text) }?.message.contains("without a multibase prefix") == true)
    }

    @Test func uncheckableHashesAreAnError() throws {
        let cid = CID.raw(try Multihash(code: .blake2b256, digest: [UInt8](repeating: 1, count: 32)))
        #expect(try CID(parsing: cid.description) == cid)
        #expect(contentError { try cid.verify([]) }?.code == .unsupportedHash)
        let truncated = CID.raw(try Multihash(code: .sha2_256, digest: [UInt8](repeating: 1, count: 20)))
        #expect(contentError { try truncated.verify([]) }?.code == .unsupportedHash)
        #expect(contentError { try CID.raw(Multihash.sha256(of: [])).verify([1]) }?.code == .hashMismatch)
        let identity = CID.raw(try Multihash(code: .identity, digest: [5]))
        try [UInt8]([5]).withUnsafeBytes { try identity.verify($0) }
    }

    @Test func orderIsTheOrderOfBytes() throws {
        var random = SplitMix64(seed: 4)
        var cids: [CID] = []
        for index in 0..<60 {
            let digest = SHA256Hasher.digest(of: random.bytes(3))
            cids.append(
                index.isMultiple(of: 3) ? CID(v0: digest) : index.isMultiple(of: 2) ? .raw(digest) : .dagPB(digest)
            )
        }
        cids.append(.raw(try Multihash(code: .identity, digest: [1])))
        cids.append(.raw(try Multihash(code: .identity, digest: [])))
        let sorted = cids.sorted()
        #expect(sorted.map(\.bytes) == cids.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func codesAsASingleString() throws {
        let cids = [try CID(parsing: "bafkqaaa")]
        let json = try JSONEncoder().encode(cids)
        #expect(String(decoding: json, as: UTF8.self) == #"["bafkqaaa"]"#)
        #expect(try JSONDecoder().decode([CID].self, from: json) == cids)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CID].self, from: Data(#"["x"]"#.utf8)) }
    }

    @Test func isCompact() {
        #expect(MemoryLayout<CID>.stride == 48)
    }
}
