import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct CARTests {
    private func archive(seed: UInt64) async throws -> (bytes: [UInt8], root: CID, fixture: StoreFixture, path: String)
    {
        let fixture = try await StoreFixture()
        let path = try RandomTree.make(seed: seed, in: fixture.folder, chunk: 65_536)
        let root = try await fixture.store.add(path: path).root.cid
        return (try await collect(fixture.store.exportCAR(root)), root, fixture, path)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `An archive brings the same tree to another store`(
        seed: UInt64
    ) async throws {
        let (bytes, root, holder, path) = try await archive(seed: seed)
        let taker = try await StoreFixture()
        let roots = try await taker.store.importCAR(pieces(bytes, of: 1000), name: "tree")
        #expect(roots.map(\.cid) == [root])
        let out = taker.folder.path + "/out"
        try await taker.store.exportTree(root, to: out)
        #expect(try RandomTree.listing(out) == RandomTree.listing(path))
        #expect(try await collect(taker.store.exportCAR(root)) == bytes)
        withExtendedLifetime(holder) {}
    }

    @Test(arguments: 0..<12) func `A cut archive keeps nothing`(part: Int) async throws {
        let (bytes, _, _, _) = try await archive(seed: 2)
        let taker = try await StoreFixture()
        let cut = Array(bytes.prefix(bytes.count * part / 12 + part % 2))
        let error = await coreError { _ = try await taker.store.importCAR(pieces(cut)) }
        #expect(error?.code == .corrupt || error?.code == .notFound || error?.code == .badRequest)
        #expect(try await taker.store.allRoots().isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: taker.folder.path + "/store/tmp").isEmpty)
    }

    @Test func `An archive with a wrong byte keeps nothing`() async throws {
        var (bytes, _, _, _) = try await archive(seed: 3)
        bytes[bytes.count - 1] ^= 1
        let taker = try await StoreFixture()
        let error = await coreError { _ = try await taker.store.importCAR(pieces(bytes)) }
        #expect(error?.code == .corrupt)
        #expect(try await taker.store.allRoots().isEmpty)
    }

    @Test func `Of several roots all are kept or none`() async throws {
        let good = MemoryImport.file([1, 2, 3], profile: .unixfsV1_2025)
        let missing = CID.raw(.sha256(of: [4]))
        let taker = try await StoreFixture()
        let bytes = CAREncoder.header(roots: [good.root.cid, missing]) + good.blocks.flatMap { CAREncoder.section($0) }
        let error = await coreError { _ = try await taker.store.importCAR(pieces(bytes)) }
        #expect(error?.code == .notFound)
        #expect(try await taker.store.allRoots().isEmpty)
        let whole = CAREncoder.header(roots: [good.root.cid]) + good.blocks.flatMap { CAREncoder.section($0) }
        #expect(try await taker.store.importCAR(pieces(whole)).map(\.cid) == [good.root.cid])
    }

    static let fixtures: [String] = [
        "simple-unixfs.car", "dir-with-files.car", "symlink.car", "single-layer-hamt-with-multi-block-files.car",
        "subdir-with-mixed-block-files.car", "sample-unixfs-v2.car", "boxo-car-file-test.car",
    ]

    @Test(arguments: fixtures) func `Archives of other programs are kept whole or refused whole`(
        _ name: String
    ) async throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/ipfs/car/\(name)")
        let bytes = [UInt8](try Data(contentsOf: path))
        let taker = try await StoreFixture()
        do {
            let roots = try await taker.store.importCAR(pieces(bytes))
            for root in roots { #expect(try await taker.store.verify(root.cid).problems.isEmpty) }
            #expect(!roots.isEmpty)
        } catch let error as CoreError {
            #expect(try await taker.store.allRoots().isEmpty)
            #expect([.notFound, .badRequest, .corrupt].contains(error.code), "\(name): \(error)")
        }
    }
}
