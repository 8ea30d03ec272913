import ContentAddressing
import Core
import Foundation
import Storage
import Synchronization
import Testing

@Suite struct ImportTests {
    struct Case: Sendable, CustomStringConvertible {
        var seed: UInt64
        var profile: ImportProfile
        var isCopy: Bool
        var description: String { "seed \(seed), \(profile.name), \(isCopy ? "copy" : "reference")" }
    }

    static let cases: [Case] = (0..<6 as Range<UInt64>).flatMap { seed in
        [
            Case(seed: seed, profile: .unixfsV1_2025, isCopy: false),
            Case(seed: seed, profile: .unixfsV0_2015, isCopy: seed % 2 == 0),
            Case(seed: seed, profile: .unixfsV1_2025, isCopy: true),
        ]
    }

    @Test(arguments: cases) func `A tree comes back as it went in`(_ test: Case) async throws {
        let fixture = try await StoreFixture()
        let path = try RandomTree.make(seed: test.seed, in: fixture.folder, chunk: test.profile.chunkBytes)
        var options = AddOptions()
        options.profile = test.profile
        options.isCopy = test.isCopy
        let root = try await fixture.store.add(path: path, options).root
        let expected = try MemoryImport.node(of: path, profile: test.profile)
        #expect(root.cid == expected.root.cid)
        #expect(root.tsize == expected.root.tsize)
        #expect(root.contentBytes == expected.root.fileBytes)
        #expect(try await ContentStore.cid(of: path, options) == root.cid)
        for block in expected.blocks {
            #expect(try await fixture.store.block(block.cid) == block)
        }
        if test.isCopy { try FileManager.default.moveItem(atPath: path, toPath: path + "-away") }
        let out = fixture.folder.path + "/out"
        try await fixture.store.exportTree(root.cid, to: out)
        #expect(try RandomTree.listing(out) == RandomTree.listing(test.isCopy ? path + "-away" : path))
        let report = try await fixture.store.verify()
        #expect(report.problems.isEmpty)
        #expect(report.blocks > 0)
        #expect(try await fixture.store.isComplete(root.cid))
        #expect(try await fixture.store.localBytes(of: root.cid) == root.contentBytes)
    }

    @Test func `A big file is hashed in parts by several workers`() async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 7)
        let bytes = RandomTree.bytes(20 << 20, random: &random) + [1, 2, 3]
        let path = try fixture.folder.write(bytes, to: "big")
        let reports = Mutex<[AddProgress]>([])
        let root = try await fixture.store.add(path: path) { progress in reports.withLock { $0.append(progress) } }.root
        #expect(root.cid == MemoryImport.file(bytes, profile: .unixfsV1_2025).root.cid)
        #expect(try await collect(fixture.store.cat(root.cid)) == bytes)
        #expect(
            try await collect(fixture.store.cat(root.cid, range: 1_048_570..<1_048_580))
                == Array(bytes[1_048_570..<1_048_580])
        )
        let last = reports.withLock { $0.last }
        #expect(
            last
                == AddProgress(
                    bytesDone: UInt64(bytes.count),
                    bytesTotal: UInt64(bytes.count),
                    filesDone: 1,
                    filesTotal: 1
                )
        )
    }

    @Test func `Hidden files are added only when asked for, devices never`() async throws {
        let fixture = try await StoreFixture()
        try fixture.folder.write("a", to: "tree/a")
        try fixture.folder.write("h", to: "tree/.hidden")
        let path = fixture.folder.path + "/tree"
        #expect(mkfifo(path + "/pipe", 0o600) == 0)
        let plain = try await fixture.store.add(path: path)
        #expect(try await fixture.store.list(plain.root.cid).map(\.name) == ["a"])
        #expect(plain.notes.count == 1)
        #expect(plain.notes.first?.contains("pipe") == true)
        var options = AddOptions()
        options.includesHidden = true
        let hidden = try await fixture.store.add(path: path, options)
        #expect(try await fixture.store.list(hidden.root.cid).map(\.name) == [".hidden", "a"])
        let error = await coreError { _ = try await fixture.store.add(path: path + "/pipe") }
        #expect(error?.code == .badRequest)
        let missing = await coreError { _ = try await fixture.store.add(path: path + "/nothing") }
        #expect(missing?.code == .notFound)
    }

    @Test func `Adding again records nothing twice`() async throws {
        let fixture = try await StoreFixture()
        let path = try RandomTree.make(seed: 3, in: fixture.folder)
        let first = try await fixture.store.add(path: path)
        let totals = try await fixture.index.totals()
        let second = try await fixture.store.add(path: path)
        #expect(first.root.cid == second.root.cid)
        let again = try await fixture.index.totals()
        #expect(totals.files == again.files && totals.blocks == again.blocks)
    }

    @Test func `A folder of ten thousand entries is sharded and listed whole`() async throws {
        let fixture = try await StoreFixture()
        for index in 0..<10_000 { try fixture.folder.write("\(index)", to: "many/file-\(index).txt") }
        let path = fixture.folder.path + "/many"
        let root = try await fixture.store.add(path: path).root
        #expect(root.cid == (try MemoryImport.node(of: path, profile: .unixfsV1_2025)).root.cid)
        #expect(try await fixture.store.list(root.cid).count == 10_000)
        let file = try await fixture.store.resolve(root.cid, path: ["file-4711.txt"])
        #expect(try await collect(fixture.store.cat(file)) == Array("4711".utf8))
        let missing = await coreError { _ = try await fixture.store.resolve(root.cid, path: ["nothing"]) }
        #expect(missing?.code == .notFound)
        #expect(missing?.description.contains("nothing") == true)
        guard case .directory(let entries, let hostPath) = try await fixture.store.mount(root.cid) else {
            Issue.record("a folder was expected")
            return
        }
        #expect(entries.count == 10_000)
        #expect(hostPath == path)
    }

    @Test func `Many adds of overlapping trees at once give their CIDs and one whole store`() async throws {
        let fixture = try await StoreFixture()
        var paths: [String] = []
        for seed in 0..<4 as Range<UInt64> {
            paths.append(try RandomTree.make(seed: seed, in: fixture.folder, name: "all/tree\(seed)", chunk: 65_536))
        }
        paths.append(fixture.folder.path + "/all")
        let expected = try paths.map { try MemoryImport.node(of: $0, profile: .unixfsV1_2025).root.cid }
        let found = try await withThrowingTaskGroup(of: (Int, CID).self) { group in
            for round in 0..<20 {
                let number = round % paths.count
                var options = AddOptions()
                options.isCopy = round % 3 == 0
                group.addTask { [paths, options] in
                    (number, try await fixture.store.add(path: paths[number], options).root.cid)
                }
            }
            return try await group.reduce(into: [(Int, CID)]()) { $0.append($1) }
        }
        #expect(found.allSatisfy { expected[$0.0] == $0.1 })
        #expect(try await fixture.store.verify().problems.isEmpty)
    }

    @Test func `A failing index makes add fail and leaves no root`() async throws {
        let fixture = try await StoreFixture()
        let path = try RandomTree.make(seed: 5, in: fixture.folder)
        fixture.index.setFailing(true)
        let error = await coreError { _ = try await fixture.store.add(path: path) }
        #expect(error?.code == .exhausted)
        fixture.index.setFailing(false)
        #expect(try await fixture.store.roots().isEmpty)
    }

    @Test func `A store in use cannot be opened again`() async throws {
        let fixture = try await StoreFixture()
        let error = await coreError {
            _ = try await ContentStore.open(folder: fixture.folder.path + "/store", index: TwinIndex(), now: { .zero })
        }
        #expect(error?.code == .conflict)
        withExtendedLifetime(fixture.store) {}
    }
}
