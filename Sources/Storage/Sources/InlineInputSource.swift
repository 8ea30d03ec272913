package import Core

/// Bytes in the job spec itself: `inline {URL: "data:…"}`; `application/gzip` is a tar.gz of a folder.
package struct InlineInputSource: InputSource {
    package let kind = "inline"
    /// The most bytes that an archive may unpack to.
    private let unpackedBytesMax: Int

    package init(unpackedBytesMax: Int = 64 << 20) {
        self.unpackedBytesMax = unpackedBytesMax
    }

    package func validate(_ source: TypedSpec) throws {
        _ = try DataURI(parsing: source.text("URL"))
    }

    package func fetch(
        _ source: TypedSpec,
        scratchPath: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> FetchedInput {
        let data = try DataURI(parsing: source.text("URL"))
        let count = UInt64(data.bytes.count)
        onProgress(count, count)
        guard data.mediaType == "application/gzip" else { return FetchedInput(node: .bytes(data.bytes)) }
        let limit = unpackedBytesMax
        let node = try await offload { try TarReader.tree(of: GzipDecoder.decode(data.bytes, limit: limit)) }
        return FetchedInput(node: node)
    }
}
