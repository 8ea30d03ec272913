/// Unsigned base-128 integers, low group first, as multiformats and protobuf write them.
package enum Varint {
    /// The longest multiformats varint in bytes; it holds 63 bits.
    package static let bytesMax = 9
    /// The longest protobuf varint in bytes; a negative int64 takes this many.
    package static let protobufBytesMax = 10

    /// Appends the shortest encoding of `value`.
    ///
    /// Values of 2^63 and more take ten bytes, which only protobuf allows.
    package static func encode(_ value: UInt64, into bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The number of bytes that ``encode(_:into:)`` appends for `value`.
    package static func encodedLength(_ value: UInt64) -> Int {
        max(1, (70 - value.leadingZeroBitCount) / 7)
    }

    /// Decodes a multiformats varint at the front of `bytes`.
    ///
    /// Throws `truncated` where the bytes end too early, `invalidVarint` where the number is not minimal or longer
    /// than ``bytesMax`` bytes.
    package static func decode(
        _ bytes: ArraySlice<UInt8>
    ) throws(ContentError) -> (value: UInt64, length: Int) {
        let (value, length) = try decode(bytes, bytesMax: bytesMax)
        if length > 1, bytes[bytes.startIndex + length - 1] == 0 {
            throw ContentError(.invalidVarint, "a varint of \(length) bytes is not minimal")
        }
        return (value, length)
    }

    /// Decodes a multiformats varint at the front of `bytes`.
    package static func decode(_ bytes: [UInt8]) throws(ContentError) -> (value: UInt64, length: Int) {
        try decode(bytes[...])
    }

    /// Decodes a protobuf varint at the front of `bytes`: at most ten bytes, padding with zero groups allowed.
    package static func decodeProtobuf(
        _ bytes: ArraySlice<UInt8>
    ) throws(ContentError) -> (value: UInt64, length: Int) {
        try decode(bytes, bytesMax: protobufBytesMax)
    }

    private static func decode(
        _ bytes: ArraySlice<UInt8>,
        bytesMax: Int
    ) throws(ContentError) -> (value: UInt64, length: Int) {
        var value: UInt64 = 0
        var length = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard length < 9 || byte <= 1 else {
                throw ContentError(.invalidVarint, "a varint does not fit in 64 bits")
            }
            value |= UInt64(byte & 0x7f) << UInt64(7 * length)
            length += 1
            index += 1
            if byte < 0x80 { return (value, length) }
            guard length < bytesMax else {
                throw ContentError(.invalidVarint, "a varint is longer than \(bytesMax) bytes")
            }
        }
        throw ContentError(.truncated, "a varint ends after \(length) byte(s)")
    }
}
