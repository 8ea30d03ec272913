import CZlib
import Core

/// Packs bytes that come in pieces into gzip; equal input gives equal output.
///
/// A class because zlib keeps a pointer to the state that it was started with. One task uses it at a time.
final class GzipWriter {
    private static let pieceBytes = 64 << 10

    private let stream: UnsafeMutablePointer<z_stream>
    private var piece = [UInt8](repeating: 0, count: pieceBytes)

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            CInt(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw CoreError.storage(.internalError, "zlib cannot be started") }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Packs more bytes; returns what is ready.
    func write(_ bytes: [UInt8]) -> [UInt8] {
        run(bytes, flush: Z_NO_FLUSH)
    }

    /// Ends the stream; returns the rest.
    func finish() -> [UInt8] {
        run([], flush: Z_FINISH)
    }

    private func run(_ bytes: [UInt8], flush: CInt) -> [UInt8] {
        var output: [UInt8] = []
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = CUnsignedInt(clamping: input.count)
            var free: CUnsignedInt = 0
            repeat {
                piece.withUnsafeMutableBufferPointer { piece in
                    stream.pointee.next_out = piece.baseAddress
                    stream.pointee.avail_out = CUnsignedInt(piece.count)
                    deflate(stream, flush)
                    free = stream.pointee.avail_out
                }
                output += piece[..<(piece.count - Int(free))]
            } while free == 0
        }
        return output
    }
}
