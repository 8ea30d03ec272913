import AsyncHTTPClient
import NIOCore

/// Gives the pieces of a body to one reader.
///
/// Unchecked because the iterator inside is not `Sendable`: a stream asks for one piece after another, never for two
/// at the same time.
final class PieceReader: @unchecked Sendable {
    private var iterator: HTTPClientResponse.Body.AsyncIterator

    init(_ iterator: HTTPClientResponse.Body.AsyncIterator) {
        self.iterator = iterator
    }

    /// The next piece; nil at the end.
    @concurrent
    func next() async throws -> [UInt8]? {
        guard let buffer = try await iterator.next() else { return nil }
        return Array(buffer.readableBytesView)
    }
}
