import Testing

@testable import ContentAddressing

/// vectors/ipip-499.json: the published vectors of the UnixFS CID profiles.
struct ProfileVectorTests {
    /// One row: `[kind, seed or text, numbers…, CID, type?]`.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        enum Cell: Decodable, Sendable {
            case number(Int)
            case text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }

        let texts: [String]
        let numbers: [Int]
        var testDescription: String { "\(texts[0]) \(texts[1]) \(numbers)" }

        init(from decoder: any Decoder) throws {
            var texts: [String] = []
            var numbers: [Int] = []
            for cell in try decoder.singleValueContainer().decode([Cell].self) {
                switch cell {
                case .number(let number): numbers.append(number)
                case .text(let text): texts.append(text)
                }
            }
            self.texts = texts
            self.numbers = numbers
        }
    }

    struct Vectors: Decodable, Sendable {
        let v0: [Vector]
        let v1: [Vector]

        enum CodingKeys: String, CodingKey {
            case v0 = "unixfs-v0-2015"
            case v1 = "unixfs-v1-2025"
        }
    }

    static let vectors = Fixture.required(Vectors.self, "vectors/ipip-499.json")
    static let alphabet = utf8("abcdefghijklmnopqrstuvwxyz01234567890-_")

    static func names(seed: String, count: Int, length: Int, lastLength: Int) -> [String] {
        var stream = ChaCha20(seed: seed)
        return (1...count).map { index in
            let bytes = stream.bytes(index == count ? lastLength : length)
            return String(decoding: bytes.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
        }
    }

    func check(_ vector: Vector, _ profile: ImportProfile) throws {
        let expected = vector.texts[2]
        switch vector.texts[0] {
        case "text":
            #expect(importFile(utf8(vector.texts[1]), profile).root.cid.description == expected)
        case "seed":
            let input = KnownAnswers.Input(text: nil, zeros: nil, seed: vector.texts[1], n: vector.numbers[0])
            #expect(ImportVectorTests.importInput(input, profile: profile).root.cid.description == expected)
        case "dir":
            let names = Self.names(
                seed: vector.texts[1],
                count: vector.numbers[0],
                length: vector.numbers[1],
                lastLength: vector.numbers[2]
            )
            let entries = ImportVectorTests.entries(names, profile: profile)
            let (root, blocks) = try DirectoryBuilder.build(entries: entries, profile: profile)
            #expect(root.cid.description == expected)
            try ImportVectorTests.checkRoot(blocks, isSharded: vector.texts[3] == "HAMTShard")
        default:
            Issue.record("unknown kind \(vector.texts[0])")
        }
    }

    @Test func tableWasFound() {
        #expect(Self.vectors.v0.count == 5)
        #expect(Self.vectors.v1.count == 5)
    }

    @Test(arguments: vectors.v0)
    func v0(_ vector: Vector) throws {
        try check(vector, .unixfsV0_2015)
    }

    @Test(arguments: vectors.v1)
    func v1(_ vector: Vector) throws {
        try check(vector, .unixfsV1_2025)
    }
}
