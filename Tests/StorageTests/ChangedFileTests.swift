import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct ChangedFileTests {
    enum Change: String, Sendable, CaseIterable {
        case truncated, rewritten, replaced, deleted, becameFolder, becameLink

        func apply(to path: String, bytes: [UInt8]) throws {
            let files = FileManager.default
            switch self {
            case .truncated: #expect(truncate(path, off_t(bytes.count - 1)) == 0)
            case .rewritten:
                let handle = try #require(FileHandle(forWritingAtPath: path))
                try handle.write(contentsOf: Data(bytes.map { ~$0 }))
                try handle.close()
                // The clock may be too coarse to tell two writes apart; a user's edit comes later.
                try files.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
            case .replaced:
                try Data(bytes.reversed()).write(to: URL(fileURLWithPath: path + ".new"))
                #expect(rename(path + ".new", path) == 0)
            case .deleted: try files.removeItem(atPath: path)
            case .becameFolder:
                try files.removeItem(atPath: path)
                try files.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .becameLink:
                try files.moveItem(atPath: path, toPath: path + ".moved")
                try files.createSymbolicLink(atPath: path, withDestinationPath: path + ".moved")
            }
        }
    }

    @Test(arguments: Change.allCases) func `A changed file is noticed and never served`(_ change: Change) async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 1)
        let bytes = RandomTree.bytes(300_000, random: &random)
        let path = try fixture.folder.write(bytes, to: "tree/file")
        let root = try await fixture.store.add(path: fixture.folder.path + "/tree").root
        let file = try await fixture.store.resolve(root.cid, path: ["file"])
        try change.apply(to: path, bytes: bytes)
        let mount = await coreError { _ = try await fixture.store.mount(root.cid) }
        #expect(mount?.code == .corrupt)
        #expect(mount?.message.contains(path) == true)
        #expect(mount?.message.contains("\(file)") == true)
        #expect(try await fixture.store.block(file) == nil)
        #expect(try await !fixture.store.isComplete(root.cid))
        #expect(try await fixture.store.missing(root.cid) == [file])
        #expect(try await !fixture.store.holdings().contains(root.cid))
    }

    @Test(arguments: Change.allCases) func `Reading a block of a changed file names path and CID, once`(
        _ change: Change
    ) async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 2)
        let bytes = RandomTree.bytes(3000, random: &random)
        let path = try fixture.folder.write(bytes, to: "file")
        let root = try await fixture.store.add(path: path).root
        try change.apply(to: path, bytes: bytes)
        let error = await coreError { _ = try await fixture.store.block(root.cid) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(path) == true)
        #expect(error?.message.contains("\(root.cid)") == true)
        #expect(try await fixture.store.block(root.cid) == nil)
        #expect(try await fixture.store.verify().problems.count == 1)
    }

    @Test func `Bytes that changed behind an unchanged stamp are found by their hash`() async throws {
        let fixture = try await StoreFixture()
        let path = try fixture.folder.write("good bytes", to: "file")
        _ = try await fixture.store.add(path: path)
        var before = stat()
        #expect(stat(path, &before) == 0)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data("evil bytes".utf8))
        try handle.close()
        var times = [before.st_atim, before.st_mtim]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
        let report = try await fixture.store.verify()
        #expect(report.problems.count == 1)
        #expect(report.problems.first?.contains("hash to something else") == true)
    }

    @Test func `Another copy of the same bytes takes over`() async throws {
        let fixture = try await StoreFixture()
        let first = try fixture.folder.write("same bytes", to: "first")
        let second = try fixture.folder.write("same bytes", to: "second")
        let cid = try await fixture.store.add(path: first).root.cid
        #expect(try await fixture.store.add(path: second).root.cid == cid)
        try FileManager.default.removeItem(atPath: second)
        #expect(try await fixture.store.block(cid)?.bytes == Array("same bytes".utf8))
    }
}
