import Testing

@testable import ContentAddressing

/// Trees of the archives, read out and imported again, give the same root.
///
/// Left out: sample-unixfs-v2, whose writer put a Tsize of 0 into its root, and archives without a whole UnixFS tree.
struct ReimportTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let profile: @Sendable () throws -> ImportProfile
        var testDescription: String { file }
    }

    private static func small() throws -> ImportProfile { try testProfile(chunkBytes: 256, fileLinksMax: 174) }

    static let cases = [
        Case(file: "gateway-raw-block") { .unixfsV1_2025 },
        Case(file: "dag-pb") { .unixfsV1_2025 },
        Case(file: "dir_listing-fixtures") { .unixfsV1_2025 },
        Case(file: "subdir-with-two-single-block-files") { .unixfsV1_2025 },
        Case(file: "subdir-with-mixed-block-files", profile: small),
        Case(file: "dir-with-files", profile: small),
        Case(file: "single-layer-hamt-with-multi-block-files", profile: small),
        Case(file: "symlink") { .unixfsV0_2015 },
        Case(file: "simple-unixfs") { .unixfsV0_2015 },
        Case(file: "boxo-car-file-test") { .kuboCIDv1 },
    ]

    func reimport(_ cid: CID, in box: BlockBox, profile: ImportProfile) throws -> ImportedNode {
        guard cid.codec == .dagPB else { return importFile(try box.readFile(cid), profile).root }
        let block = try UnixFSBlock(cid: cid, decoding: try box.bytes(cid))
        switch block.unixFS.type {
        case .directory, .hamtShard:
            let entries = try box.list(cid).map {
                DirectoryEntry(nameBytes: $0.nameBytes, node: try reimport($0.cid, in: box, profile: profile))
            }
            return block.unixFS.type == .hamtShard
                ? try DirectoryBuilder.buildSharded(entries: entries, profile: profile).root
                : try DirectoryBuilder.build(entries: entries, profile: profile).root
        case .symlink:
            return SymlinkBuilder.build(target: block.unixFS.data ?? [], profile: profile).root
        default:
            return importFile(try box.readFile(cid), profile).root
        }
    }

    @Test(arguments: cases)
    func sameRoot(_ example: Case) throws {
        let archive = try CARArchive(try Fixture.bytes("car/\(example.file).car"))
        let root = try #require(archive.header?.roots.first)
        let imported = try reimport(root, in: BlockBox(archive.blocks), profile: try example.profile())
        #expect(imported.cid == root)
    }
}
