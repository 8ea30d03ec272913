import ContentAddressing
import Core
import Foundation
import Synchronization

/// The folders that were spread over the nodes of this process: no single store has them whole, so they are kept here.
final class SpreadRoots: Sendable {
    private let path: String
    private let roots: Mutex<[ContentRoot]>

    /// Reads the list, which is one JSON file.
    ///
    /// A missing or damaged one is empty: the files themselves are in the stores.
    init(path: String) {
        self.path = path
        let data = FileManager.default.contents(atPath: path) ?? Data()
        let items = (try? JSONValue(parsing: Array(data)))?.arrayValue ?? []
        roots = Mutex(items.compactMap { try? ContentRoot(wire: $0) })
    }

    var all: [ContentRoot] { roots.withLock { $0 } }

    func add(_ root: ContentRoot) throws {
        try change { roots in
            roots.removeAll { $0.cid == root.cid }
            roots.append(root)
        }
    }

    /// False when the folder is not one of these.
    func remove(_ cid: CID) throws -> Bool {
        guard all.contains(where: { $0.cid == cid }) else { return false }
        try change { $0.removeAll { $0.cid == cid } }
        return true
    }

    private func change(_ body: (inout [ContentRoot]) -> Void) throws {
        let bytes: [UInt8] = roots.withLock { roots in
            body(&roots)
            return JSONValue.array(roots.map { $0.wireValue }).jsonBytes()
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
