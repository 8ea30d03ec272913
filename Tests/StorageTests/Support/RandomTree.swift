import ContentAddressing
import Core
import Foundation

/// Files, folders and symlinks made from a seed; the same seed gives the same tree.
enum RandomTree {
    static func make(seed: UInt64, in folder: TempFolder, name: String = "tree", chunk: Int = 262_144) throws -> String
    {
        var random = SplitMix64(seed: seed)
        let path = folder.path + "/" + name
        try fill(path, depth: 0, random: &random, chunk: chunk)
        return path
    }

    static func bytes(_ count: Int, random: inout SplitMix64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for offset in stride(from: 0, to: count - count % 8, by: 8) {
                raw.storeBytes(of: random.next(), toByteOffset: offset, as: UInt64.self)
            }
            for offset in count - count % 8..<count { raw[offset] = UInt8(random.below(256)) }
            filled = count
        }
    }

    private static func fill(_ path: String, depth: Int, random: inout SplitMix64, chunk: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for index in 0..<random.below(6) + (depth == 0 ? 2 : 0) {
            let name = path + "/" + ["é", "a b", "Z", "x.txt", "data"][random.below(5)] + "\(index)"
            switch random.below(10) {
            case let kind where kind < 2 && depth < 3: try fill(name, depth: depth + 1, random: &random, chunk: chunk)
            case 2:
                try FileManager.default.createSymbolicLink(atPath: name, withDestinationPath: "data\(index)")
            default:
                let sizes = [0, 1, 100, 16_384, 16_385, chunk - 1, chunk, chunk + 1, 3 * chunk + 5]
                let content = bytes(sizes[random.below(sizes.count)], random: &random)
                guard FileManager.default.createFile(atPath: name, contents: Data(content)) else {
                    throw CocoaError(.fileWriteUnknown)
                }
            }
        }
    }

    /// Every path below a folder with what is there, for comparing two trees.
    static func listing(_ path: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let full = path + "/" + name
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
                found[name] = "-> " + target
                continue
            }
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
            found[name] = isFolder.boolValue ? "folder" : "file \(CID.raw(.sha256(of: try readFile(full))))"
        }
        return found
    }
}
