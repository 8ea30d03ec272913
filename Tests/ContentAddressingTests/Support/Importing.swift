@testable import ContentAddressing

/// Imports a whole file and keeps its blocks.
func importFile(_ bytes: [UInt8], _ profile: ImportProfile) -> (root: ImportedNode, blocks: [Block]) {
    var importer = FileImporter(profile: profile)
    let blocks = importer.append(bytes)
    let (root, rest) = importer.finish()
    return (root, blocks + rest)
}

/// A profile for small examples.
func testProfile(
    chunkBytes: Int = 64,
    fileLinksMax: Int = 3,
    rawLeaves: Bool = true,
    cidVersion: CID.Version = .v1,
    directoryLimit: ImportProfile.DirectoryLimit = .blockBytes(262_144),
    hamtFanout: Int = 256
) throws -> ImportProfile {
    try ImportProfile(
        name: "test",
        cidVersion: cidVersion,
        rawLeaves: rawLeaves,
        chunkBytes: chunkBytes,
        fileLinksMax: fileLinksMax,
        directoryLimit: directoryLimit,
        hamtFanout: hamtFanout
    )
}

/// The error of `body`, which must throw one of this module's.
func contentError(_ body: () throws -> Void) -> ContentError? {
    do {
        try body()
        return nil
    } catch {
        return error as? ContentError
    }
}
