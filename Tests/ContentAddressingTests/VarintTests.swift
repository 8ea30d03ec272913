import Testing

@testable import ContentAddressing

struct VarintTests {
    static let vectors = KnownAnswers.shared.varint.map { (value: UInt64($0.key) ?? 0, bytes: hex($0.value)) }
        .sorted { $0.value < $1.value }

    @Test(arguments: vectors)
    func knownAnswers(value: UInt64, bytes: [UInt8]) throws {
        var encoded: [UInt8] = []
        Varint.encode(value, into: &encoded)
        #expect(encoded == bytes)
        #expect(Varint.encodedLength(value) == bytes.count)
        let decoded = try Varint.decode(bytes + [0xff])
        #expect(decoded.value == value)
        #expect(decoded.length == bytes.count)
    }

    @Test func lengthsMatchTheEncodingAtEveryWidth() {
        for shift in 0..<64 {
            for value in [UInt64(1) << UInt64(shift), (UInt64(1) << UInt64(shift)) - 1, UInt64.max >> UInt64(shift)] {
                var encoded: [UInt8] = []
                Varint.encode(value, into: &encoded)
                #expect(Varint.encodedLength(value) == encoded.count, "\(value)")
            }
        }
    }

    @Test(arguments: [
        ("", ContentError.Code.truncated), ("80", .truncated), ("8100", .invalidVarint), ("8000", .invalidVarint),
        ("80808080808080808001", .invalidVarint), ("ffffffffffffffffff01", .invalidVarint),
    ])
    func multiformatsRefuses(text: String, code: ContentError.Code) {
        #expect(contentError { _ = try Varint.decode(hex(text)) }?.code == code)
    }

    @Test func protobufAllowsTenBytesAndPadding() throws {
        #expect(try Varint.decodeProtobuf(hex("ffffffffffffffffff01")[...]).value == .max)
        #expect(try Varint.decodeProtobuf(hex("8100")[...]).value == 1)
        let tooLarge = contentError { _ = try Varint.decodeProtobuf(hex("ffffffffffffffffff02")[...]) }
        #expect(tooLarge?.code == .invalidVarint)
        let tooLong = contentError { _ = try Varint.decodeProtobuf(hex("ffffffffffffffffff8101")[...]) }
        #expect(tooLong?.code == .invalidVarint)
    }
}
