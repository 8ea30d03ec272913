import Core
import NIOCore

/// Reads and writes JSON where it meets the network: straight from and into the buffers of the connection.
enum JSONCoding {
    /// Throws `badRequest` naming line and column.
    static func parse(_ buffer: ByteBuffer) throws(CoreError) -> JSONValue {
        let result = buffer.withUnsafeReadableBytes { raw in
            raw.withMemoryRebound(to: UInt8.self) { bytes in
                Result { () throws(CoreError) in try JSONValue(parsing: bytes) }
            }
        }
        return try result.get()
    }

    static func buffer(_ value: JSONValue, isPretty: Bool = false) -> ByteBuffer {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        value.write(into: &bytes, pretty: isPretty)
        if isPretty { bytes.append(UInt8(ascii: "\n")) }
        return ByteBuffer(bytes: bytes)
    }

    /// One line of NDJSON.
    static func line(_ value: JSONValue) -> ByteBuffer {
        var bytes = value.jsonBytes()
        bytes.append(UInt8(ascii: "\n"))
        return ByteBuffer(bytes: bytes)
    }
}

extension JSONValue {
    /// A list of texts, or null when it is empty, as Go writes a nil slice.
    static func texts(orNull texts: [String]) -> JSONValue {
        texts.isEmpty ? .null : .array(texts.map { .string($0) })
    }
}
