import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct GarbageTests {
    @Test func `Removing a root deletes what is owned and forgets what is not`() async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 1)
        let path = try fixture.folder.write(RandomTree.bytes(100_000, random: &random), to: "mine/file")
        try fixture.folder.write(RandomTree.bytes(100_000, random: &random), to: "copied/file")
        var options = AddOptions()
        options.isCopy = true
        let mine = try await fixture.store.add(path: fixture.folder.path + "/mine").root.cid
        let copied = try await fixture.store.add(path: fixture.folder.path + "/copied", options).root.cid
        #expect(try owned(fixture).count == 1)
        try await fixture.store.remove(copied)
        #expect(try owned(fixture).isEmpty)
        try await fixture.store.remove(mine)
        #expect(FileManager.default.fileExists(atPath: path))
        let totals = try await fixture.index.totals()
        #expect(totals.files == 0 && totals.blocks == 0)
        let error = await coreError { try await fixture.store.remove(mine) }
        #expect(error?.code == .notFound)
    }

    @Test func `What another root reaches stays`() async throws {
        let fixture = try await StoreFixture()
        try fixture.folder.write("shared content", to: "one/shared")
        try fixture.folder.write("shared content", to: "two/shared")
        try fixture.folder.write("own", to: "two/own")
        var options = AddOptions()
        options.isCopy = true
        let one = try await fixture.store.add(path: fixture.folder.path + "/one", options).root.cid
        let two = try await fixture.store.add(path: fixture.folder.path + "/two", options).root.cid
        try await fixture.store.remove(one)
        #expect(try await fixture.store.verify(two).problems.isEmpty)
        #expect(try await fixture.store.isComplete(two))
        #expect(try await !fixture.store.has(one))
    }

    @Test func `Blocks without a root and files without a record are swept`() async throws {
        let fixture = try await StoreFixture()
        let (root, blocks) = MemoryImport.file([1, 2, 3], profile: .unixfsV1_2025)
        try await fixture.store.putBlocks(blocks)
        #expect(try await fixture.store.has(root.cid))
        try fixture.folder.write("left by a crash", to: "store/owned/zz/orphan")
        try await fixture.store.collectGarbage()
        #expect(try await !fixture.store.has(root.cid))
        #expect(try owned(fixture).isEmpty)
    }

    @Test func `Opening sweeps files that were being written`() async throws {
        let folder = try TempFolder()
        try folder.write("half", to: "store/tmp/x")
        let store = try await ContentStore.open(folder: folder.path + "/store", index: TwinIndex(), now: { .zero })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/store/tmp").isEmpty)
        withExtendedLifetime(store) {}
    }

    @Test func `Collecting beside adds and results loses nothing that is kept`() async throws {
        let fixture = try await StoreFixture()
        for number in 0..<20 { try fixture.folder.write("file \(number)", to: "t\(number)/file") }
        let kept = try await withThrowingTaskGroup(of: CID?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    var options = AddOptions()
                    options.isCopy = true
                    let root = try await fixture.store.add(path: "\(fixture.folder.path)/t\(number)", options).root.cid
                    guard number % 2 == 0 else { return root }
                    try await fixture.store.remove(root)
                    return nil
                }
                group.addTask {
                    try await fixture.store.put(
                        stdout: .bytes([UInt8(number)]),
                        stderr: .bytes([]),
                        exitCode: 0,
                        results: []
                    ).cid
                }
            }
            return try await group.reduce(into: [CID]()) { if let cid = $1 { $0.append(cid) } }
        }
        try await fixture.store.collectGarbage()
        #expect(kept.count == 30)
        for cid in kept { #expect(try await fixture.store.verify(cid).problems.isEmpty) }
        #expect(try await fixture.store.allRoots().count == 30)
    }

    private func owned(_ fixture: StoreFixture) throws -> [String] {
        let folder = fixture.folder.path + "/store/owned"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains("/") }
    }
}
