import Core
import Testing

@testable import Commands

struct RenderingTests {
    private static var answer: Answer {
        var table = Table(columns: [.init("NAME"), .init("SIZE", right: true), .init("NOTE", wide: true)])
        table.add(["a", .init("1.50 KiB", raw: "1536"), "x, \"y\""])
        table.add(["日本\u{1B}[2J", .init("9 B", raw: "9", style: .good), "n"])
        let document = JSONValue.array([
            .object([.init("Name", .string("a")), .init("Size", .int(1536)), .init("Tags", .array([]))]),
            .object([.init("Name", .string("no")), .init("Inner", .object([.init("k: v", .string("1.10"))]))]),
        ])
        return Answer(document: document, table: table, identifiers: ["a", "b"])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var view: AnswerView
        var text: String
        var testDescription: String {
            "\(view.format) wide:\(view.isWide) colours:\(view.isColoured) quiet:\(view.isQuiet)"
        }
    }

    @Test(arguments: [
        Case(view: AnswerView(), text: "NAME          SIZE\na         1.50 KiB\n日本\u{FFFD}[2J       9 B\n"),
        Case(
            view: AnswerView(isWide: true, hidesHeader: true),
            text: "a         1.50 KiB  x, \"y\"\n日本\u{FFFD}[2J       9 B  n\n"
        ),
        Case(
            view: AnswerView(isColoured: true),
            text: "\u{1B}[1mNAME\u{1B}[0m          \u{1B}[1mSIZE\u{1B}[0m\na         1.50 KiB\n"
                + "日本\u{FFFD}[2J       \u{1B}[32m9 B\u{1B}[0m\n"
        ),
        Case(view: AnswerView(isQuiet: true), text: "a\nb\n"),
        Case(
            view: AnswerView(format: .csv),
            text: "NAME,SIZE,NOTE\r\na,1536,\"x, \"\"y\"\"\"\r\n日本\u{1B}[2J,9,n\r\n"
        ),
        Case(
            view: AnswerView(format: .json),
            text: #"[{"Name":"a","Size":1536,"Tags":[]},{"Name":"no","Inner":{"k: v":"1.10"}}]"# + "\n"
        ),
        Case(
            view: AnswerView(format: .yaml),
            text: "- Name: a\n  Size: 1536\n  Tags: []\n- Name: \"no\"\n  Inner:\n    \"k: v\": \"1.10\"\n"
        ),
    ])
    func views(_ test: Case) { #expect(Self.answer.rendered(test.view) == test.text) }

    @Test func yamlReadsBack() throws {
        let document = Self.answer.document
        #expect(try YAMLReader.documents(YAMLWriter.text(document), name: "test") == [document])
    }

    @Test(arguments: [
        "null", "true", "1", "1.5", "-", "a: b", "# x", "", " lead", "tail ", "line\nbreak", "\u{7}", "'", "\"", "~",
        "yes",
        "2024-01-01", "0x1F", "*a", "&a", "!t", "%d", "@x", "`x`", "{a}", "[a]", "a #b", "plain text", "ü",
    ])
    func yamlTextReadsBack(text: String) throws {
        let document = JSONValue.object([
            .init(text, .string(text)), .init("list", .array([.string(text), .array([.string(text)])])),
        ])
        #expect(try YAMLReader.documents(YAMLWriter.text(document), name: "test") == [document])
    }
}
