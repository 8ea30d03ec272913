import HummingbirdCore
import NIOCore

/// Writes pieces of one answer, for one task at a time.
///
/// Unchecked because the writer inside is not `Sendable`: the task that owns the answer hands it to its one child and
/// touches it again only when that child has ended.
final class ChunkWriter: @unchecked Sendable {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await writer.write(buffer)
    }

    func write(_ bytes: some Sequence<UInt8> & Sendable) async throws {
        try await write(ByteBuffer(bytes: bytes))
    }

    func finish() async throws { try await writer.finish(nil) }
}
