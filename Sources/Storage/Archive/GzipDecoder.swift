import CZlib
import Core

/// Unpacks gzip from memory.
enum GzipDecoder {
    private static let pieceBytes = 64 << 10

    /// Unpacks one or more gzip members; `limit` bounds what comes out.
    ///
    /// Throws `tooLarge` beyond the limit, `badRequest` for bytes that are not gzip or end too early.
    static func decode(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
        var stream = z_stream()
        // 15 is the largest window, 16 asks for the gzip frame.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw CoreError.storage(.internalError, "zlib cannot be started")
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        var input = bytes
        try input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = CUnsignedInt(clamping: input.count)
            while true {
                let (status, count) = piece.withUnsafeMutableBufferPointer { piece in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = CUnsignedInt(piece.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, piece.count - Int(stream.avail_out))
                }
                guard output.count + count <= limit else {
                    throw CoreError.storage(.tooLarge, "the archive unpacks to more than \(limit) bytes")
                }
                output += piece[..<count]
                if status == Z_STREAM_END {
                    guard stream.avail_in > 0 else { return }
                    guard inflateReset(&stream) == Z_OK else { throw malformed("cannot go on after a member") }
                } else if status != Z_OK {
                    throw malformed(status == Z_BUF_ERROR ? "it ends too early" : "zlib reports \(status)")
                }
            }
        }
        return output
    }

    private static func malformed(_ reason: String) -> CoreError {
        .storage(.badRequest, "the data is not valid gzip: \(reason)")
    }
}
