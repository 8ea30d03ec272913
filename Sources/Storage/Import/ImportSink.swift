import ContentAddressing
import Core

/// Where an import sends what it finds: the store's index, or nowhere when only the CID is wanted.
protocol ImportSink: Sendable {
    /// A new path for a copy of a file, or nil when files stay where they lie.
    func copyPath() -> String?
    /// Takes records of hashed files and nodes; they are durable when this returns.
    func write(_ files: [ImportedFile], of session: ImportSession, blocks: [Block]) async throws
}

/// Computes CIDs and keeps nothing.
struct DiscardingSink: ImportSink {
    func copyPath() -> String? { nil }
    func write(_ files: [ImportedFile], of session: ImportSession, blocks: [Block]) async throws {}
}
