import Testing

@testable import ContentAddressing

struct MultibaseTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let base: String
        let text: String
        let plain: [UInt8]
        let isCanonical: Bool
        var testDescription: String { "\(base) \(text)" }
    }

    /// Rows `base, "text"`; the heading's second column is the plain text.
    static func vectors(_ file: String, isCanonical: Bool = true) -> [Vector] {
        let lines = ((try? Fixture.text("vectors/multibase-\(file).csv")) ?? "").split(whereSeparator: \.isNewline)
        let rows = lines.map { line in
            line.split(separator: ",", maxSplits: 1).map { $0.trimming([" ", "\""]) }
        }
        let plain = rows.first?.last?.replacing("\\x00", with: "\0") ?? ""
        return rows.dropFirst().map {
            Vector(base: $0[0], text: $0[1], plain: utf8(plain), isCanonical: isCanonical)
        }
    }

    static let all =
        vectors("basic") + vectors("leading_zero") + vectors("case_insensitivity", isCanonical: false)
    static let unsupported = "base256emoji"

    @Test func tablesWereFound() {
        #expect(Self.all.count > 50)
        let unknown = Set(Self.all.map(\.base)).subtracting(Multibase.allCases.map(\.name))
        #expect(unknown == [Self.unsupported])
    }

    @Test(arguments: all.filter { $0.base != unsupported })
    func vector(_ vector: Vector) throws {
        let (base, bytes) = try Multibase.decode(vector.text)
        #expect(base.name == vector.base)
        #expect(bytes == vector.plain)
        if vector.isCanonical { #expect(try base.encode(vector.plain) == vector.text) }
    }

    @Test func emojiIsRefused() throws {
        let row = try #require(Self.all.first { $0.base == Self.unsupported })
        #expect(contentError { _ = try Multibase.decode(row.text) }?.code == .invalidMultibase)
    }

    @Test func identityHoldsTextOnly() throws {
        #expect(try Multibase.decode("\0yes mani !").bytes == utf8("yes mani !"))
        #expect(try Multibase.identity.encode(utf8("yes mani !")) == "\0yes mani !")
        #expect(contentError { _ = try Multibase.identity.encode([0xff]) }?.code == .invalidMultibase)
    }

    @Test(arguments: [
        "", "!", "bA1", "b0", "zO0", "zI", "f0", "fg0", "baaaaaaaaa", "bab", "MAHllcyBtYW5pICE", "MAA=A", "M====", "9a",
        "mAHllcyBtYW5pICE=", "K-", "b é", "hYBN",
    ])
    func refuses(_ text: String) {
        #expect(contentError { _ = try Multibase.decode(text) }?.code == .invalidMultibase)
    }

    @Test func longPositionalTextIsRefusedBeforeItCosts() {
        let text = "z" + String(repeating: "2", count: Multibase.positionalTextBytesMax + 1)
        #expect(contentError { _ = try Multibase.decode(text) }?.code == .limitExceeded)
    }

    @Test(arguments: Multibase.allCases.filter { $0 != .identity })
    func roundTrip(_ base: Multibase) throws {
        var random = SplitMix64(seed: UInt64(base.rawValue))
        for count in 0..<70 {
            let bytes = [UInt8](repeating: 0, count: count % 3) + random.bytes(count)
            #expect(try Multibase.decode(try base.encode(bytes)).bytes == bytes)
        }
    }
}

extension Substring {
    fileprivate func trimming(_ characters: Set<Character>) -> String {
        var rest = self
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
