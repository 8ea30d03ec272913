import Testing

@testable import Core

struct JSONParsingTests {
    struct Good: Sendable, CustomTestStringConvertible {
        var text: String
        var value: JSONValue
        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
        var testDescription: String { text }
    }

    @Test(arguments: [
        Good("null", .null), Good(" true ", .bool(true)), Good("false\n", .bool(false)), Good("0", .int(0)),
        Good("-0", .int(0)), Good("42", .int(42)), Good("-7", .int(-7)),
        Good("9223372036854775807", .int(.max)), Good("-9223372036854775808", .int(.min)),
        Good("9223372036854775808", .double(9_223_372_036_854_775_808)),
        Good("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
        Good("18446744073709551616", .double(18_446_744_073_709_551_616)),
        Good("1.5", .double(1.5)), Good("1e3", .double(1000)), Good("2E-2", .double(0.02)), Good("1e+2", .double(100)),
        Good("\"\"", .string("")), Good("\"a b\"", .string("a b")), Good("\"é\"", .string("é")),
        Good(#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
        Good(#""\u0041\u00e9\u20AC\ud83d\ude00\u0000""#, .string("Aé€😀\0")),
        Good("[]", .array([])), Good("[ ]", .array([])), Good("{ }", .object([])),
        Good("[1,[2],{}]", .array([.int(1), .array([.int(2)]), .object([])])),
        Good(
            #"{"b":1,"a":null,"b":2}"#,
            .object([.init("b", .int(1)), .init("a", .null), .init("b", .int(2))])
        ),
    ])
    func readsWhatIsJSON(_ good: Good) throws {
        #expect(try JSONValue(parsing: good.text) == good.value)
    }

    @Test(arguments: [
        ("", "a value, but the text ends"), (" ", "a value, but the text ends"), ("nul", "'null'"), ("truE", "'true'"),
        ("01", "superfluous 0"), ("-", "a digit"), ("+1", "a value, found '+'"), ("1.", "after the decimal point"),
        (".5", "a value"), ("1e", "digit in the exponent"), ("1e999", "out of the range"), ("NaN", "a value"),
        ("\"", "at the end of a string"), ("\"\u{1}\"", "control character"), (#""\x""#, "after a backslash"),
        (#""\u12G4""#, "hexadecimal"), (#""\ud800""#, "high surrogate"), (#""\ud800\u0041""#, "high surrogate"),
        (#""\udc00""#, "low surrogate"), (#""\"#, "an escape"), ("[1", "',' or ']'"), ("[1,]", "a value, found ']'"),
        ("[,1]", "a value"), ("{", "member name"), (#"{"a"}"#, "':'"), (#"{"a":1,}"#, "member name"),
        (#"{"a":1 "b":2}"#, "',' or '}'"), ("{a:1}", "member name"), ("1 2", "the end of the text"), ("'a'", "a value"),
        ("\u{FEFF}1", "a value, found byte 239"), ("// x", "a value"),
    ])
    func refusesWhatIsNot(_ text: String, _ wanted: String) {
        let error = #expect(throws: CoreError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .badRequest)
        #expect(error?.message.contains(wanted) == true, "\(String(describing: error))")
    }

    @Test func namesThePlace() {
        let error = #expect(throws: CoreError.self) { try JSONValue(parsing: "{\n  \"é\": ?}") }
        #expect(error?.message.contains("line 2, column 8 (byte 10)") == true, "\(String(describing: error))")
        #expect(error?.message.contains("found '?'") == true)
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]]
    )
    func refusesBadUTF8(_ bytes: [UInt8]) {
        for prefix in ["\"", "\"\\n"] {
            let text = Array(prefix.utf8) + bytes + [UInt8(ascii: "\"")]
            #expect(throws: CoreError.self) { try JSONValue(parsing: text) }
        }
    }

    @Test func holdsTheLimits() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONValue(parsing: deepest) }
        #expect(throws: CoreError.self) { try JSONValue(parsing: "[" + deepest + "]") }
        let endless = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: CoreError.self) { try JSONValue(parsing: endless, limits: JSONLimits(depthMax: 1 << 30)) }
        #expect(throws: CoreError.self) { try JSONValue(parsing: "[[]]", limits: JSONLimits(depthMax: 1)) }
        #expect(throws: CoreError.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(membersMax: 2)) }
        #expect(throws: Never.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(membersMax: 3)) }
        let error = #expect(throws: CoreError.self) { try JSONValue(parsing: "[1]", limits: JSONLimits(bytesMax: 2)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func findsMembersInAnyCase() throws {
        let value = try JSONValue(parsing: #"{"name":1,"Name":2,"NAME":3,"x@":4,"x`":5}"#)
        #expect(value[anyCase: "Name"] == .int(2))
        #expect(value[anyCase: "nAmE"] == .int(3))
        #expect(value[anyCase: "X@"] == .int(4))
        #expect(value[anyCase: "other"] == nil)
        #expect(JSONValue.int(1)[anyCase: "x"] == nil)
    }
}
