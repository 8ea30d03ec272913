import Testing

@testable import ContentAddressing

struct DAGCBORTests {
    @Test(arguments: [
        "", "1801", "190001", "1a00000001", "1b0000000000000001", "1817", "5f", "9f", "bf", "7f", "1c", "fc", "f7",
        "f97e00", "fa7fc00000", "fb7ff0000000000000", "fb7ff8000000000000", "a10102", "a1f600", "c000", "d82900",
        "d82a4100", "d82a45010155", "d82a60", "d82a450155000000", "61ff", "8261", "0000", "9b7fffffffffffffff",
        "bb7fffffffffffffff", "5b7fffffffffffffff", "a2616200616100", "a26261610061620000", "e0", "f818", "ff",
        "d82a46000155000000",
    ])
    func refuses(_ text: String) {
        #expect(contentError { _ = try DAGCBORValue(decoding: hex(text)) } != nil, "\(text)")
    }

    @Test func keysAreOrderedByLengthThenBytes() throws {
        let value = DAGCBORValue.map([
            .init("bb", .unsigned(1)), .init("c", .null), .init("aa", .bool(true)), .init("é", .negative(0)),
        ])
        let bytes = value.encoded()
        #expect(hexText(bytes) == "a46163f6626161f562626201" + "62c3a920")
        #expect(try DAGCBORValue(decoding: bytes)["aa"] == .bool(true))
        #expect(value["zz"] == nil)
    }

    @Test func nestingIsBounded() {
        let deepest = [UInt8](repeating: 0x81, count: DAGCBORValue.depthMax - 1) + [0xf6]
        #expect(throws: Never.self) { _ = try DAGCBORValue(decoding: deepest) }
        let deeper = [UInt8](repeating: 0x81, count: DAGCBORValue.depthMax) + [0xf6]
        #expect(contentError { _ = try DAGCBORValue(decoding: deeper) }?.code == .limitExceeded)
        let veryDeep = [UInt8](repeating: 0x81, count: 1_000_000)
        #expect(contentError { _ = try DAGCBORValue(decoding: veryDeep) } != nil)
    }

    @Test func itemsAreBounded() {
        let count = UInt32(DAGCBORValue.itemsMax)
        let head = withUnsafeBytes(of: count.bigEndian) { [0x9a] + Array($0) }
        let tooMany = head + [UInt8](repeating: 0, count: Int(count))
        #expect(contentError { _ = try DAGCBORValue(decoding: tooMany) }?.code == .limitExceeded)
    }
}
