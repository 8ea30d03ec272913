import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct MountTests {
    private func added(_ fixture: StoreFixture) async throws -> (path: String, cid: CID) {
        try fixture.folder.write("one", to: "tree/a")
        try fixture.folder.write("", to: "tree/empty")
        try fixture.folder.write("two", to: "tree/sub/b")
        let path = fixture.folder.path + "/tree"
        try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "a")
        return (path, try await fixture.store.add(path: path).root.cid)
    }

    private func hostPath(_ node: MountNode) -> String? {
        if case .directory(_, let hostPath) = node { hostPath } else { nil }
    }

    @Test func `A folder that lies whole is mounted where it lies`() async throws {
        let fixture = try await StoreFixture()
        let (path, cid) = try await added(fixture)
        let node = try await fixture.store.mount(cid)
        #expect(hostPath(node) == path)
        #expect(node.contentBytes == 6)
        let sub = try await fixture.store.resolve(cid, path: ["sub"])
        #expect(hostPath(try await fixture.store.mount(sub)) == path + "/sub")
    }

    @Test(arguments: ["hidden", "extra", "link"]) func `A folder with more or other things is mounted by its entries`(
        _ kind: String
    ) async throws {
        let fixture = try await StoreFixture()
        let (path, cid) = try await added(fixture)
        switch kind {
        case "hidden": try fixture.folder.write("h", to: "tree/.hidden")
        case "extra": try fixture.folder.write("h", to: "tree/sub/extra")
        default:
            try FileManager.default.removeItem(atPath: path + "/link")
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: "sub")
        }
        guard case .directory(let entries, let whole) = try await fixture.store.mount(cid) else {
            Issue.record("a folder was expected")
            return
        }
        #expect(whole == nil)
        #expect(entries.map(\.name) == ["a", "empty", "link", "sub"])
        guard case .file(let file, 0, 3)? = entries.first?.node else {
            Issue.record("a file was expected")
            return
        }
        #expect(file == path + "/a")
        #expect(entries.last.flatMap { hostPath($0.node) } == (kind == "extra" ? nil : path + "/sub"))
    }

    @Test func `Inline content is mounted as bytes`() async throws {
        let fixture = try await StoreFixture()
        let result = try await fixture.store.put(stdout: .bytes([1, 2]), stderr: .bytes([]), exitCode: 3, results: [])
        guard case .directory(let entries, nil) = try await fixture.store.mount(result.cid) else {
            Issue.record("a folder was expected")
            return
        }
        let contents = entries.map { entry -> String in
            guard case .bytes(let bytes) = entry.node else { return "?" }
            return "\(entry.name)=\(bytes)"
        }
        #expect(contents == ["exitCode=[51]", "stderr=[]", "stdout=[1, 2]"])
    }

    @Test func `A file of scattered blocks is put together once`() async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 9)
        let bytes = RandomTree.bytes(600_000, random: &random)
        let (root, blocks) = MemoryImport.file(bytes, profile: .unixfsV0_2015)
        try await fixture.store.putBlocks(blocks)
        for _ in 0..<2 {
            guard case .file(let path, 0, 600_000) = try await fixture.store.mount(root.cid) else {
                Issue.record("a file was expected")
                return
            }
            #expect(try readFile(path) == bytes)
        }
        #expect(try await fixture.index.files(holding: root.cid).count == 1)
    }

    @Test func `Limits hold`() async throws {
        let fixture = try await StoreFixture()
        let (_, cid) = try await added(fixture)
        var limits = ContentStore.MountLimits()
        limits.entriesMax = 4
        let entries = await coreError { _ = try await fixture.store.mount(cid, limits: limits) }
        #expect(entries?.code == .tooLarge)
        limits.entriesMax = 100
        limits.depthMax = 1
        let depth = await coreError { _ = try await fixture.store.mount(cid, limits: limits) }
        #expect(depth?.code == .tooLarge)
    }

    @Test func `What is not here is not found`() async throws {
        let fixture = try await StoreFixture()
        let error = await coreError { _ = try await fixture.store.mount(.raw(.sha256(of: [9]))) }
        #expect(error?.code == .notFound)
    }
}
