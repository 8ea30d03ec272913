import Testing

@testable import Core

struct JSONWritingTests {
    @Test(arguments: [
        (JSONValue.null, "null"), (.bool(true), "true"), (.int(.min), "-9223372036854775808"), (.int(7), "7"),
        (.int(10), "10"), (.double(0.1), "0.1"), (.double(1e21), "1e+21"), (.double(.leastNonzeroMagnitude), "5e-324"),
        (.double(2), "2.0"), (.double(.infinity), "null"), (.double(.nan), "null"),
        (
            .string("a\"b\\c/é\u{1}\u{1F}\u{7F}\n\r\t\u{8}\u{C}"),
            #""a\"b\\c/é\u0001\u001f"# + "\u{7F}" + #"\n\r\t\b\f""#
        ),
        (.array([]), "[]"), (.object([]), "{}"), (.array([.int(1), .null]), "[1,null]"),
        (.object([.init("b", .int(1)), .init("a", .array([]))]), #"{"b":1,"a":[]}"#),
    ])
    func writes(_ value: JSONValue, _ text: String) {
        #expect(value.jsonText() == text)
    }

    @Test func indentsAndAppends() {
        var bytes = Array(">".utf8)
        JSONValue.object([.init("a", .array([.int(1), .int(2)])), .init("b", .object([]))])
            .write(into: &bytes, pretty: true)
        #expect(String(decoding: bytes, as: UTF8.self) == ">{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
    }

    @Test func sortsKeysByBytesAndKeepsTheLast() throws {
        let value = try JSONValue(parsing: #"{"b":1,"a":{"é":1,"z":2,"Z":3},"b":2}"#)
        #expect(value.sortedKeys().jsonText() == #"{"a":{"Z":3,"z":2,"é":1},"b":2}"#)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = RandomDocument.value(&random, depth: 5)
        for pretty in [false, true] {
            #expect(try JSONValue(parsing: value.jsonBytes(pretty: pretty)) == value)
        }
        let sorted = value.sortedKeys()
        #expect(sorted.sortedKeys() == sorted)
    }

    /// Cut anywhere and with bytes changed, a text either parses or is refused; it never traps or hangs.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func survivesDamage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let value = JSONValue.array([RandomDocument.value(&random, depth: 4)])
        let bytes = value.jsonBytes()
        for end in 0..<min(bytes.count, 2000) {
            #expect(throws: CoreError.self) { try JSONValue(parsing: Array(bytes[..<end])) }
        }
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0...random.below(3) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
            guard let result = try? JSONValue(parsing: damaged) else { continue }
            #expect(try JSONValue(parsing: result.jsonBytes()) == result)
        }
    }
}
