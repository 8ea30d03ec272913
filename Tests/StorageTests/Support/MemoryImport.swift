import ContentAddressing
import Foundation

/// Computes what an import must give, with the in-memory importer and nothing of the store.
enum MemoryImport {
    static func node(of path: String, profile: ImportProfile) throws -> (root: ImportedNode, blocks: [Block]) {
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
            let link = SymlinkBuilder.build(target: target, profile: profile)
            return (link.root, [link.block])
        }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isFolder.boolValue else { return file(try readFile(path), profile: profile) }
        var blocks: [Block] = []
        var entries: [DirectoryEntry] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where !name.hasPrefix(".") {
            let child = try node(of: path + "/" + name, profile: profile)
            blocks += child.blocks
            entries.append(DirectoryEntry(name: name, node: child.root))
        }
        let folder = try DirectoryBuilder.build(entries: entries, profile: profile)
        return (folder.root, blocks + folder.blocks)
    }

    static func file(_ bytes: [UInt8], profile: ImportProfile) -> (root: ImportedNode, blocks: [Block]) {
        var importer = FileImporter(profile: profile)
        let blocks = importer.append(bytes)
        let (root, rest) = importer.finish()
        return (root, blocks + rest)
    }
}
