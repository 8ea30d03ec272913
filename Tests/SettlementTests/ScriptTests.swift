import ContentAddressing
import Foundation
import Testing

@testable import Settlement

/// Ledger scripts: the example of the documentation, and lines that are wrong.
@Suite struct ScriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/deals")

    @Test func theExampleGivesItsTranscript() throws {
        let lines = try String(contentsOf: Self.folder.appending(path: "example.jsonl"), encoding: .utf8)
        var script = LedgerScript()
        var answers = lines.split(separator: "\n", omittingEmptySubsequences: false).compactMap {
            script.run(String($0))
        }
        answers += script.balances()
        let transcript = try String(contentsOf: Self.folder.appending(path: "example.out"), encoding: .utf8)
        let text = answers.joined(separator: "\n") + "\n"
        #expect(text == transcript, "the transcript now reads:\n\(text)")
        #expect(script.violation == nil)
    }

    @Test(arguments: [
        "", "{}", "[1]", "{\"message\":\"tick\"}", "nonsense", "{\"message\":\"genesis\",\"params\":{\"nope\":1}}",
        "{\"message\":\"genesis\",\"params\":{\"escalation_binds\":2}}",
        "{\"message\":\"genesis\",\"params\":{\"escalation_binds\":true}}",
        "{\"message\":\"genesis\",\"params\":{\"epoch_len\":0}}", "{\"message\":\"genesis\",\"sealing\":\"glue\"}",
        "{\"message\":\"genesis\",\"accounts\":[{\"actor\":\"a\",\"available\":-1}]}",
        "{\"message\":\"genesis\",\"accounts\":[{\"actor\":\"a\",\"available\":9000000000000000000},{\"actor\":\"b\",\"stake\":1}]}",
    ]) func aBadFirstLineIsRefused(line: String) {
        var script = LedgerScript()
        let answer = script.run(line)
        #expect(answer.map { $0.hasPrefix("1 rejected ") } ?? line.isEmpty, "\(answer ?? "")")
        #expect(script.machine == nil)
    }

    @Test(arguments: [
        "{\"message\":\"genesis\"}", "{\"time\":-1,\"message\":\"tick\"}", "{\"time\":1.5,\"message\":\"tick\"}",
        "{\"time\":9223372036854775807,\"message\":\"tick\"}",
        "{\"time\":0,\"message\":\"beacon\",\"round\":9,\"value\":\"00\"}",
        "{\"time\":0,\"actor\":\"a\",\"message\":\"sing\"}", "{\"time\":0,\"actor\":\"a\",\"message\":\"deposit\"}",
        "{\"time\":0,\"actor\":\"a\",\"message\":\"deposit\",\"amount\":9223372036854775807}",
        "{\"time\":0,\"actor\":\"a\",\"message\":\"verdict\",\"deal\":\"x\",\"what\":\"PAY\"}",
        "{\"time\":0,\"actor\":\"a\",\"message\":\"withdraw\",\"amount\":1}",
    ]) func aBadLineIsRefusedAndChangesNothing(line: String) {
        var script = LedgerScript()
        let first = script.run("{\"message\":\"genesis\"}")
        #expect(first == "1 ok")
        let before = script.machine?.stateDigest
        let answer = script.run(line) ?? ""
        #expect(answer.hasPrefix("2 rejected "), "\(answer)")
        #expect(script.machine?.stateDigest == before)
        #expect(script.rejectedCount == 1)
    }
}
