package import Foundation

/// A new folder below the system's temporary one, for one test.
package struct TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("bacalhau-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Makes a folder, runs the body and removes the folder with all that is in it, whatever happens.
    package static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await body(folder)
    }

    package func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// The path of an entry of this folder.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file and the folders above it; gives its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    /// Writes a file and the folders above it; gives its absolute path.
    @discardableResult
    package func write(_ data: Data, to name: String) throws -> String {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try data.write(to: file)
        return file.path
    }

    package func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

    package func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

    /// The names in a folder below, sorted.
    package func names(_ name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
    }

    package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
