import ContentAddressing
import Core
import Database
import Foundation
import Storage
import TestKit
import Testing

@Suite struct CrashTests {
    /// Runs the helper and gives its lines; with `killAfter`, kills it after that many.
    private func run(
        _ mode: String,
        _ folder: TempFolder,
        source: String,
        killAfter: Int? = nil
    ) async throws -> [String] {
        let end = try await CrashProgram("storage-crash-helper").run(
            [mode, folder.path + "/store", folder.path + "/index.sqlite", source],
            killed: killAfter.map { CrashProgram.Kill(after: $0) }
        )
        #expect(killAfter != nil || end.status == 0)
        return end.lines
    }

    @Test(arguments: ["add", "copy", "car", "fetch"]) func `A store that was killed is whole or empty, and goes on`(
        _ mode: String
    ) async throws {
        let holder = try await StoreFixture()
        let path = try RandomTree.make(seed: 21, in: holder.folder, chunk: 65_536)
        let root = try await holder.store.add(path: path).root.cid
        var source = path
        if mode == "car" || mode == "fetch" {
            source = try holder.folder.write(try await collect(holder.store.exportCAR(root)), to: "tree.car")
        }
        let lines = try await run(mode, try TempFolder(), source: source).count
        #expect(lines > 5)
        var random = SplitMix64(seed: 22)
        let folder = try TempFolder()
        for _ in 0..<8 {
            _ = try await run(mode, folder, source: source, killAfter: 1 + random.below(lines))
            try await check(folder, isDone: false)
        }
        let last = try await run(mode, folder, source: source)
        #expect(last.last == "cid \(root)")
        try await check(folder, isDone: true)
    }

    /// Opens what the helper left: every root is complete, and nothing half written is left.
    private func check(_ folder: TempFolder, isDone: Bool) async throws {
        let index = try SQLiteContentIndex(path: folder.path + "/index.sqlite")
        let store = try await ContentStore.open(folder: folder.path + "/store", index: index, now: { .zero })
        let roots = try await store.roots()
        if isDone { #expect(roots.count == 1) }
        for root in roots {
            #expect(try await store.missing(root.cid).isEmpty)
            #expect(try await store.verify(root.cid).problems.isEmpty)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/store/tmp").isEmpty)
        try index.close()
    }

    @Test func `Memory stays small for a file of a gibibyte`() async throws {
        let folder = try TempFolder()
        let path = try folder.write("", to: "sparse")
        #expect(truncate(path, 1 << 30) == 0)
        let line = try #require(try await run("memory", folder, source: path).last)
        let kilobytes = try #require(Int(line.split(separator: " ").last ?? ""))
        #expect(kilobytes < 32 << 10)
    }
}
