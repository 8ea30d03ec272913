package import Core
import Synchronization

/// Bytes in the job spec itself: `inline {URL: "data:…"}`; `application/gzip` is a tar.gz of a folder.
///
/// Small ones are remembered: the partitions of a job, and often the jobs of a user, name the same bytes.
package struct InlineInputSource: InputSource {
    package let kind = "inline"
    /// The most bytes that an archive may unpack to.
    private let unpackedBytesMax: Int
    private let recent = RecentData()

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
        let data = try recent.data(at: source.text("URL"))
        let count = UInt64(data.bytes.count)
        onProgress(count, count)
        guard data.mediaType == "application/gzip" else { return FetchedInput(node: .bytes(data.bytes)) }
        let limit = unpackedBytesMax
        let node = try await offload { try TarReader.tree(of: GzipDecoder.decode(data.bytes, limit: limit)) }
        return FetchedInput(node: node)
    }
}

/// The last few data URIs and what they hold.
private final class RecentData: Sendable {
    /// Longer ones are parsed each time.
    static let textBytesMax = 64 << 10
    static let entriesMax = 64

    private let entries = Mutex<[String: DataURI]>([:])

    func data(at text: String) throws -> DataURI {
        guard text.utf8.count <= Self.textBytesMax else { return try DataURI(parsing: text) }
        if let known = entries.withLock({ $0[text] }) { return known }
        let data = try DataURI(parsing: text)
        entries.withLock { entries in
            if entries.count >= Self.entriesMax { entries.removeAll(keepingCapacity: true) }
            entries[text] = data
        }
        return data
    }
}
