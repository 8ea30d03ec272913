import Foundation

/// A folder for one test, removed afterwards with all that is in it.
package struct TemporaryFolder: Sendable {
    package let path: String

    /// The path of an entry of this folder.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Makes a folder, runs the body and removes the folder, whatever happens.
    package static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("bacalhau-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: path) }
        return try await body(TemporaryFolder(path: path.path))
    }
}
