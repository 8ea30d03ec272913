import Core

/// A `data:` URI (RFC 2397): bytes inside the job spec.
struct DataURI {
    /// The longest URI accepted, in characters.
    static let lengthMax = 32 << 20

    /// In lower case, without parameters; `text/plain` when none is given.
    let mediaType: String
    let bytes: [UInt8]

    /// Parses a URI; throws `validation` with what is wrong.
    init(parsing text: String) throws {
        guard text.utf8.count <= Self.lengthMax else {
            throw CoreError.storage(.validation, "a data URI is longer than \(Self.lengthMax) characters")
        }
        let utf8 = Array(text.utf8)
        guard utf8.count >= 5, String(decoding: utf8[..<5], as: UTF8.self).lowercased() == "data:",
            let comma = utf8.firstIndex(of: UInt8(ascii: ","))
        else { throw CoreError.storage(.validation, "an inline URL must look like data:[<type>][;base64],<data>") }
        let header = String(decoding: utf8[5..<comma], as: UTF8.self).split(
            separator: ";",
            omittingEmptySubsequences: false
        )
        let type = header.first.map { $0.lowercased() } ?? ""
        mediaType = type.isEmpty ? "text/plain" : type
        let data = try Self.percentDecoded(utf8[(comma + 1)...])
        bytes = header.dropFirst().contains { $0.lowercased() == "base64" } ? try Self.base64Decoded(data) : data
    }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            guard text[index] == UInt8(ascii: "%") else {
                bytes.append(text[index])
                index += 1
                continue
            }
            guard index + 2 < text.endIndex,
                let value = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16)
            else { throw CoreError.storage(.validation, "a data URI has a malformed percent escape") }
            bytes.append(value)
            index += 3
        }
        return bytes
    }

    /// Both alphabets, padded or not.
    private static func base64Decoded(_ text: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        let digits = text.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        guard text.count - digits.count <= 2, digits.count % 4 != 1 else { throw malformedBase64() }
        for character in digits {
            bits = bits << 6 | UInt32(try base64Value(character))
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }

    private static func base64Value(_ character: UInt8) throws -> UInt8 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: throw malformedBase64()
        }
    }

    private static func malformedBase64() -> CoreError {
        .storage(.validation, "a data URI has malformed base64")
    }
}
