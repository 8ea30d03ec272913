package import ContentAddressing
package import Core

/// Publishes as `<executionID>.tar.gz` in a folder that the node serves over HTTP.
///
/// The result is `{Type: urlDownload, Params: {URL}}`, as v1's local publisher gives it.
package struct LocalPublisher: Publisher {
    package let kind = "local"
    private let store: ContentStore
    private let folder: String
    private let baseURL: @Sendable () -> String

    /// `baseURL` is where the folder is served, such as `http://10.0.0.5:6001`; it is asked for with each result, since
    /// a server may learn its port only when it listens.
    package init(store: ContentStore, folder: String, baseURL: @escaping @Sendable () -> String) {
        self.store = store
        self.folder = folder
        self.baseURL = baseURL
    }

    package func validate(_ publisher: TypedSpec) throws {}

    package func publish(_ result: CID, of execution: Execution, publisher: TypedSpec) async throws -> TypedSpec {
        let id = execution.id.text
        guard isSafeFileName(id), id.utf8.count <= 200 else {
            throw CoreError.storage(.badRequest, "the execution id \(id.debugDescription) cannot be a file name")
        }
        let name = id + ".tar.gz"
        try await offload { [folder] in try Folder.make(folder, mode: 0o755) }
        let temporary = "\(folder)/.\(name).tmp"
        try await offload { try Folder.removeFile(temporary) }
        var writer = try TarGzipWriter(store: store, path: temporary)
        try await writer.write(result)
        try await offload { [folder] in
            try Folder.move(temporary, to: folder + "/" + name)
            try Folder.sync(folder)
        }
        let base = baseURL()
        let prefix = base.hasSuffix("/") ? base : base + "/"
        return TypedSpec(type: "urlDownload", params: .object([.init("URL", .string(prefix + name))]))
    }
}
