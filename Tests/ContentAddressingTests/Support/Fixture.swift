import Foundation

/// Files under Tests/Fixtures/ipfs.
enum Fixture {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Fixtures/ipfs")

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    static func json<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: root.appending(path: path)))
    }

    /// Paths of all files below a folder, relative to the fixtures, sorted.
    static func files(below folder: String, suffix: String) -> [String] {
        let base = root.appending(path: folder)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { folder + "/" + $0 }
    }

    /// A stored JSON value that a test table needs at load time.
    static func required<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value {
        do {
            return try json(type, path)
        } catch {
            fatalError("fixture \(path): \(error)")
        }
    }
}
