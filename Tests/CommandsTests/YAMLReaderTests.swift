import Core
import Testing

@testable import Commands

struct YAMLReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var json: [String]
        var testDescription: String { yaml }
    }

    @Test(arguments: [
        Case(
            yaml: "a: 1.10\nb: 007\nc: 1.5\nd: -3\ne: 1e3",
            json: [#"{"a":"1.10","b":"007","c":1.5,"d":-3,"e":"1e3"}"#]
        ),
        Case(
            yaml: "a: yes\nb: true\nc: NO\nd: ~\ne:\nf: 'true'",
            json: [#"{"a":"yes","b":true,"c":"NO","d":null,"e":null,"f":"true"}"#]
        ),
        Case(yaml: "a: &x [1, 2]\nb: *x", json: [#"{"a":[1,2],"b":[1,2]}"#]),
        Case(yaml: "---\na: 1\n---\n---\nb: 2\n", json: [#"{"a":1}"#, #"{"b":2}"#]),
        Case(yaml: "a: |\n  line 1\n  line 2\n", json: [#"{"a":"line 1\nline 2\n"}"#]),
        Case(yaml: "{\"a\": 1, \"b\": [true]}", json: [#"{"a":1,"b":[true]}"#]),
        Case(
            yaml: "a: 2024-01-01\nb: 12:30\nc: 0x1F\nd: .5",
            json: [#"{"a":"2024-01-01","b":"12:30","c":"0x1F","d":".5"}"#]
        ),
    ])
    func documents(_ test: Case) throws {
        #expect(try DocumentFile.documents(test.yaml, name: "f").map { $0.jsonText() } == test.json)
    }

    @Test(arguments: [
        ("a: 1\na: 2", "the key a stands twice"), ("a: [1, 2", "f:"), ("\ta: 1", "f:1:"), ("a: *missing", "f:1:"),
        ("<<: {a: 1}", "merge key"),
        ("? [a, b]\n: 1", "f:1:"), ("a: b: c", "f:1:"), ("", "no document"), ("# only words", "no document"),
    ])
    func problemsHaveAPlace(yaml: String, part: String) {
        let error = #expect(throws: CommandError.self) { try DocumentFile.documents(yaml, name: "f") }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    /// Nine aliases of nine aliases of … would be a billion values.
    @Test func aliasesThatMultiplyAreCounted() {
        var yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 {
            let aliases = (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ",")
            yaml += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: CommandError.self) { try YAMLReader.documents(yaml, name: "f") }
        #expect(error?.message.contains("values") == true)
        let key = yaml + "? *a9\n: 1\n"
        let refused = #expect(throws: CommandError.self) { try YAMLReader.documents(key, name: "f") }
        #expect(refused?.message.contains("aliases in keys") == true)
    }

    @Test(arguments: ["[", "{a: "])
    func deepNestingIsRefused(opening: String) {
        let closing = opening == "[" ? "]" : "}"
        for depth in [70, 100_000] {
            let yaml = String(repeating: opening, count: depth) + String(repeating: closing, count: depth)
            #expect(throws: CommandError.self) { try YAMLReader.documents(yaml, name: "f") }
        }
    }

    @Test func sizesAreLimited() {
        var limits = YAMLReader.Limits()
        limits.bytesMax = 10
        #expect(throws: CommandError.self) { try YAMLReader.documents("a: 12345678", name: "f", limits: limits) }
        limits = YAMLReader.Limits()
        limits.documentsMax = 1
        #expect(throws: CommandError.self) { try YAMLReader.documents("a: 1\n---\nb: 1", name: "f", limits: limits) }
    }
}
