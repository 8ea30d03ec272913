import Testing

@testable import ContentAddressing

struct ContentErrorTests {
    @Test func descriptionsTellTheChain() {
        let cause = ContentError(.truncated, "a varint ends after 1 byte(s)")
        let error = ContentError(.invalidCAR, "bad length", cause: cause)
        #expect("\(error)" == "invalidCAR: bad length (cause: truncated: a varint ends after 1 byte(s))")
    }

    @Test func namesInTextsAreShortAndReadable() {
        #expect(quoted(utf8("a\nb")) == #""a\nb""#)
        #expect(quoted([UInt8](repeating: 0x61, count: 1000)).utf8.count < 80)
    }
}
