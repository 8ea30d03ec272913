import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct ResultTests {
    private func outcome(_ text: String) -> ExecutionOutcome {
        var outcome = ExecutionOutcome(exitCode: 0)
        outcome.stdout = .bytes(Array(text.utf8))
        let file = ResultEntry(name: "a.txt", node: .bytes(Array("x".utf8)))
        outcome.results = [ResultEntry(name: "outputs", node: .directory([file]))]
        return outcome
    }

    @Test func `A result is the tree of stdout, stderr, exitCode and the results`() async throws {
        let fixture = try await StoreFixture()
        let result = try await fixture.store.put(outcome("hello\n"))
        for (name, text) in [("stdout", "hello\n"), ("stderr", ""), ("exitCode", "0"), ("outputs/a.txt", "x")] {
            try fixture.folder.write(text, to: "expected/" + name)
        }
        let expected = try MemoryImport.node(of: fixture.folder.path + "/expected", profile: .unixfsV1_2025).root
        #expect(result == StoredResult(cid: expected.cid, tsize: expected.tsize, contentBytes: expected.fileBytes))
        #expect(try await fixture.store.isComplete(result.cid))
        #expect(try await fixture.store.roots().isEmpty)
        #expect(try await fixture.store.allRoots().map(\.cid) == [result.cid])
    }

    @Test func `An equal result costs no write`() async throws {
        let fixture = try await StoreFixture()
        let first = try await fixture.store.put(outcome("same"))
        let writes = fixture.index.writes
        for _ in 0..<10 { #expect(try await fixture.store.put(outcome("same")) == first) }
        #expect(fixture.index.writes == writes)
    }

    @Test func `An equal result is written again after it was removed`() async throws {
        let fixture = try await StoreFixture()
        let first = try await fixture.store.put(outcome("same"))
        try await fixture.store.remove(first.cid)
        #expect(try await !fixture.store.has(first.cid))
        #expect(try await fixture.store.put(outcome("same")) == first)
        #expect(try await fixture.store.verify(first.cid).problems.isEmpty)
    }

    @Test func `Concurrent results are all durable`() async throws {
        let fixture = try await StoreFixture()
        let results = try await withThrowingTaskGroup(of: StoredResult.self) { group in
            for number in 0..<300 {
                group.addTask { try await fixture.store.put(outcome("number \(number)")) }
            }
            return try await group.reduce(into: [StoredResult]()) { $0.append($1) }
        }
        #expect(Set(results.map(\.cid)).count == 300)
        for result in results { #expect(try await fixture.store.isComplete(result.cid)) }
        #expect(fixture.index.writes <= 300)
    }

    @Test func `Big results are taken over by renaming`() async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 4)
        let big = RandomTree.bytes(2_500_000, random: &random)
        let small = RandomTree.bytes(100, random: &random)
        let bigPath = try fixture.folder.write(big, to: "scratch/big")
        let smallPath = try fixture.folder.write(small, to: "scratch/small")
        let entries = [
            ResultEntry(name: "big", node: .file(path: bigPath, size: UInt64(big.count))),
            ResultEntry(name: "link", node: .symlink(target: "big")),
            ResultEntry(name: "small", node: .file(path: smallPath, size: UInt64(small.count))),
        ]
        let result = try await fixture.store.put(
            stdout: .bytes(big.dropLast()),
            stderr: .bytes([]),
            exitCode: -7,
            results: [ResultEntry(name: "out", node: .directory(entries))]
        )
        #expect(!FileManager.default.fileExists(atPath: bigPath))
        let out = fixture.folder.path + "/out"
        try await fixture.store.exportTree(result.cid, to: out)
        #expect(try readFile(out + "/out/big") == big)
        #expect(try readFile(out + "/out/small") == small)
        #expect(try readFile(out + "/stdout") == Array(big.dropLast()))
        #expect(try readFile(out + "/exitCode") == Array("-7".utf8))
        let expected = try MemoryImport.node(of: out, profile: .unixfsV1_2025).root
        #expect(expected.cid == result.cid && expected.tsize == result.tsize)
    }

    @Test(arguments: ["stdout", "exitCode", "", "a/b", ".."]) func `Bad result names are refused`(
        _ name: String
    ) async throws {
        let fixture = try await StoreFixture()
        let error = await coreError {
            _ = try await fixture.store.put(
                stdout: .bytes([]),
                stderr: .bytes([]),
                exitCode: 0,
                results: [ResultEntry(name: name, node: .directory([]))]
            )
        }
        #expect(error?.code == .validation)
    }
}
