import ContentAddressing
import Foundation
import HTTPAPI

/// The files that local publishers wrote.
enum PublishedFiles {
    /// The file of a plain name; nil when no publisher wrote it.
    static func find(_ name: String, in folders: [String]) -> PublishedFile? {
        guard isSafeFileName(name), name.hasSuffix(".tar.gz") else { return nil }
        for folder in folders {
            let path = folder + "/" + name
            guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 else { continue }
            return PublishedFile(sizeBytes: size) { offset, bytesMax in
                let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                defer { try? file.close() }
                try file.seek(toOffset: offset)
                return try file.read(upToCount: bytesMax).map(Array.init) ?? []
            }
        }
        return nil
    }
}
