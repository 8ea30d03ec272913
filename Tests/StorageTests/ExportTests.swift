import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct ExportTests {
    /// A folder block with any link names, also those that no honest writer makes.
    private func folder(_ links: [(String, ImportedNode)]) -> Block {
        let links = links.map { DAGPBLink(cid: $0.1.cid, name: $0.0, tsize: $0.1.tsize) }
        return DAGPBNode(links: links, data: UnixFSNode(type: .directory).encoded()).block()
    }

    @Test(arguments: ["..", ".", "", "a/b", "../x", "/etc", "a\u{0}b"]) func `Names that lead out are refused`(
        _ name: String
    ) async throws {
        let fixture = try await StoreFixture()
        let file = MemoryImport.file([1], profile: .unixfsV1_2025)
        let root = folder([(name, file.root)])
        try await fixture.store.putBlocks(file.blocks + [root])
        let out = fixture.folder.path + "/out"
        let error = await coreError { try await fixture.store.exportTree(root.cid, to: out) }
        #expect(error?.code == .badRequest)
        #expect(try FileManager.default.contentsOfDirectory(atPath: out).isEmpty)
        let mount = await coreError { _ = try await fixture.store.mount(root.cid) }
        #expect(mount?.code == .badRequest)
    }

    @Test(arguments: [
        ("/etc/passwd", false), ("../x", false), ("../../x", false), ("a/../b", false), ("", false), ("x", true),
        ("./x", true), ("sub/x", true),
    ]) func `Symlinks stay inside`(_ target: String, _ isAllowed: Bool) async throws {
        let fixture = try await StoreFixture()
        let link = SymlinkBuilder.build(target: target, profile: .unixfsV1_2025)
        let root = folder([("link", link.root)])
        try await fixture.store.putBlocks([link.block, root])
        let out = fixture.folder.path + "/out"
        if isAllowed {
            try await fixture.store.exportTree(root.cid, to: out)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: out + "/link") == target)
        } else {
            let error = await coreError { try await fixture.store.exportTree(root.cid, to: out) }
            #expect(error?.code == .badRequest)
            #expect(try FileManager.default.contentsOfDirectory(atPath: out).isEmpty)
        }
    }

    @Test func `A link one folder down may go up by one`() async throws {
        let fixture = try await StoreFixture()
        for (target, isAllowed) in [("../x", true), ("../../x", false)] {
            let link = SymlinkBuilder.build(target: target, profile: .unixfsV1_2025)
            let sub = try DirectoryBuilder.build(
                entries: [DirectoryEntry(name: "link", node: link.root)],
                profile: .unixfsV1_2025
            )
            let root = folder([("sub", sub.root)])
            try await fixture.store.putBlocks([link.block, root] + sub.blocks)
            let out = fixture.folder.path + "/out-\(isAllowed)"
            if isAllowed {
                try await fixture.store.exportTree(root.cid, to: out)
            } else {
                #expect(await coreError { try await fixture.store.exportTree(root.cid, to: out) }?.code == .badRequest)
            }
        }
    }

    @Test func `Nothing is overwritten unless asked for, and no link on disk is followed`() async throws {
        let fixture = try await StoreFixture()
        try fixture.folder.write("new", to: "tree/sub/file")
        let root = try await fixture.store.add(path: fixture.folder.path + "/tree").root.cid
        try fixture.folder.write("old", to: "out/sub/file")
        let out = fixture.folder.path + "/out"
        #expect(await coreError { try await fixture.store.exportTree(root, to: out) }?.code == .conflict)
        #expect(try readFile(out + "/sub/file") == Array("old".utf8))
        try await fixture.store.exportTree(root, to: out, overwrites: true)
        #expect(try readFile(out + "/sub/file") == Array("new".utf8))
        try FileManager.default.removeItem(atPath: out + "/sub")
        try FileManager.default.createDirectory(
            atPath: fixture.folder.path + "/elsewhere",
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(atPath: out + "/sub", withDestinationPath: "../elsewhere")
        #expect(
            await coreError { try await fixture.store.exportTree(root, to: out, overwrites: true) }?.code == .conflict
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path + "/elsewhere").isEmpty)
    }

    @Test func `Limits hold`() async throws {
        let fixture = try await StoreFixture()
        try fixture.folder.write("12345", to: "tree/file")
        let root = try await fixture.store.add(path: fixture.folder.path + "/tree").root.cid
        var limits = ExportLimits()
        limits.bytesMax = 4
        let error = await coreError {
            try await fixture.store.exportTree(root, to: fixture.folder.path + "/out", limits: limits)
        }
        #expect(error?.code == .tooLarge)
    }
}
