import Testing

@testable import ContentAddressing

struct MultihashTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let algorithm: String
        let bits: Int
        let input: [UInt8]
        let multihash: [UInt8]
        var testDescription: String { "\(algorithm)-\(bits)" }
    }

    static let vectors: [Vector] = {
        let text = (try? Fixture.text("vectors/multihash-test_cases.csv")) ?? ""
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Vector(
                algorithm: cells[0],
                bits: Int(cells[1]) ?? 0,
                input: utf8(cells[2]),
                multihash: hex(cells[3])
            )
        }
    }()

    @Test func tableWasFound() {
        #expect(Self.vectors.count == 260)
    }

    @Test(arguments: vectors)
    func parses(_ vector: Vector) throws {
        let multihash = try Multihash(parsing: vector.multihash)
        #expect(multihash.bytes == vector.multihash)
        #expect(multihash.byteCount == vector.multihash.count)
        #expect(multihash.digest.count * 8 == vector.bits)
        guard vector.algorithm == "sha2-256" else { return }
        #expect(multihash.code == .sha2_256)
        let whole = Multihash.sha256(of: vector.input)
        #expect(Array(whole.digest.prefix(multihash.digest.count)) == multihash.digest)
        #expect((vector.bits == 256) == (multihash == whole))
    }

    @Test func bothWaysToAWholeDigestAreEqual() throws {
        let digest = SHA256Hasher.hash(utf8("abc"))
        let made = try Multihash(code: .sha2_256, digest: digest)
        #expect(made == .sha256(of: utf8("abc")))
        #expect(Set([made, .sha256(of: utf8("abc"))]).count == 1)
        #expect(hexText(digest) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func hasherTakesPieces() {
        var hasher = SHA256Hasher()
        hasher.update(utf8("a"))
        #expect(hasher.finalize() == SHA256Hasher.hash(utf8("a")))
        hasher.update(utf8("xbc").dropFirst())
        #expect(hasher.finalize() == SHA256Hasher.hash(utf8("abc")))
    }

    @Test(arguments: [
        ("", ContentError.Code.truncated), ("12", .truncated), ("1220aa", .truncated), ("0001", .truncated),
        ("000100ff", .invalidMultihash), ("00ffffffffffffffff7f", .invalidMultihash), ("128100", .invalidVarint),
    ])
    func refuses(text: String, code: ContentError.Code) {
        #expect(contentError { _ = try Multihash(parsing: hex(text)) }?.code == code)
    }

    @Test func identityDigestsAreBounded() throws {
        let most = [UInt8](repeating: 7, count: Multihash.digestBytesMax)
        let multihash = try Multihash(code: .identity, digest: most)
        #expect(try Multihash(parsing: multihash.bytes).identityData == most)
        #expect(contentError { _ = try Multihash(code: .identity, digest: most + [7]) }?.code == .invalidMultihash)
    }
}
