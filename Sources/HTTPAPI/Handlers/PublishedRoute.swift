import Core
import HTTPTypes
import NIOCore

/// A file that a publisher of this process offers for download.
package struct PublishedFile: Sendable {
    package var sizeBytes: UInt64
    /// Up to so many bytes from an offset; empty at the end.
    package var read: @Sendable (_ offset: UInt64, _ bytesMax: Int) async throws -> [UInt8]

    package init(
        sizeBytes: UInt64,
        read: @escaping @Sendable (_ offset: UInt64, _ bytesMax: Int) async throws -> [UInt8]
    ) {
        self.sizeBytes = sizeBytes
        self.read = read
    }
}

/// `GET /published/:name`: what the `local` publisher keeps.
struct PublishedRoute: Sendable {
    static let pieceBytes = 1 << 16

    let find: @Sendable (String) async -> PublishedFile?

    var route: Route {
        Route(.get, "/published/:name") { [find] request in
            let name = request.variables.first ?? ""
            guard let file = await find(name) else {
                throw CoreError(
                    .notFound,
                    "nothing is published as \(name)",
                    hint: "'bacalhau job get' fetches a result by its CID",
                    component: "APIServer"
                )
            }
            let headers: HTTPFields = [.contentType: "application/gzip"]
            return .stream(headers: headers, contentLength: Int(clamping: file.sizeBytes), on: request.channel) {
                writer in
                var offset: UInt64 = 0
                while offset < file.sizeBytes {
                    let piece = try await file.read(offset, Self.pieceBytes)
                    guard !piece.isEmpty else { return }
                    offset += UInt64(piece.count)
                    try await writer.write(ByteBuffer(bytes: piece))
                }
            }
        }
    }
}
