/// Reads one JSON text (RFC 8259, strict) from a buffer; positions are byte offsets.
///
/// The buffer must outlive the parser. Line and column are worked out only when something is wrong.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var position = 0
    private var depth = 0
    private var members = 0
    private var scratch: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The whole text as one value, with nothing but white space around it.
    mutating func parseDocument() throws(CoreError) -> JSONValue {
        guard bytes.count <= limits.bytesMax else {
            throw CoreError(
                .tooLarge,
                "the JSON text has \(bytes.count) bytes, at most \(limits.bytesMax) are accepted",
                component: "JSON"
            )
        }
        skipWhitespace()
        let value = try parseValue()
        skipWhitespace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
        return value
    }

    private mutating func parseValue() throws(CoreError) -> JSONValue {
        guard position < bytes.count else { throw unexpected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw unexpected("a value")
        }
    }

    private mutating func parseObject() throws(CoreError) -> JSONValue {
        try enter()
        skipWhitespace()
        if take(UInt8(ascii: "}")) { return leave(.object([])) }
        var found: [JSONValue.Member] = []
        found.reserveCapacity(4)
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected("a member name in double quotes")
            }
            try countMember()
            let name = try parseString()
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':' after a member name") }
            skipWhitespace()
            found.append(JSONValue.Member(name, try parseValue()))
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return leave(.object(found)) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}' after a member") }
            skipWhitespace()
        }
    }

    private mutating func parseArray() throws(CoreError) -> JSONValue {
        try enter()
        skipWhitespace()
        if take(UInt8(ascii: "]")) { return leave(.array([])) }
        var items: [JSONValue] = []
        while true {
            try countMember()
            items.append(try parseValue())
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return leave(.array(items)) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']' after an item") }
            skipWhitespace()
        }
    }

    private mutating func enter() throws(CoreError) {
        guard depth < limits.depthMax else {
            throw failure("arrays and objects are nested deeper than \(limits.depthMax) levels", at: position)
        }
        depth += 1
        position += 1
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }

    private mutating func countMember() throws(CoreError) {
        members += 1
        guard members <= limits.membersMax else {
            throw failure("the document has more than \(limits.membersMax) members and items", at: position)
        }
    }
}

extension JSONParser {
    @inline(__always)
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ word: StaticString) throws(CoreError) {
        let start = position
        let matches = word.withUTF8Buffer { expected in
            expected.count <= bytes.count - start
                && expected.elementsEqual(UnsafeBufferPointer(rebasing: bytes[start..<start + expected.count]))
        }
        guard matches else { throw unexpected("'\(word)'") }
        position += word.utf8CodeUnitCount
    }

    private mutating func parseNumber() throws(CoreError) -> JSONValue {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        guard position < bytes.count, Self.isDigit(bytes[position]) else { throw unexpected("a digit") }
        var isWhole = true
        if take(UInt8(ascii: "0")) {
            if position < bytes.count, Self.isDigit(bytes[position]) {
                throw failure("a number does not start with a superfluous 0", at: position)
            }
        } else {
            skipDigits()
        }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard position < bytes.count, Self.isDigit(bytes[position]) else {
                throw unexpected("a digit after the decimal point")
            }
            skipDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard position < bytes.count, Self.isDigit(bytes[position]) else {
                throw unexpected("a digit in the exponent")
            }
            skipDigits()
        }
        if isWhole, let number = wholeNumber(start..<position, isNegative: isNegative) { return .int(number) }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw failure("the number is out of the range of a double", at: start)
        }
        return .double(number)
    }

    private func wholeNumber(_ range: Range<Int>, isNegative: Bool) -> Int64? {
        var magnitude: UInt64 = 0
        for index in (isNegative ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound {
            let (product, tooLarge) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(UInt64(bytes[index] &- 0x30))
            guard !tooLarge, !overflow else { return nil }
            magnitude = sum
        }
        if isNegative { return magnitude <= UInt64(Int64.max) + 1 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    @inline(__always)
    private mutating func skipDigits() {
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

extension JSONParser {
    private mutating func parseString() throws(CoreError) -> String {
        position += 1
        let start = position
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try makeString(bytes[start..<position], isASCII: isASCII, at: start)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            guard byte >= 0x20 else { throw failure("a control character in a string must be escaped", at: position) }
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
        throw unexpected("'\"' at the end of a string")
    }

    /// Goes on at a backslash; what lies between `start` and it is plain.
    private mutating func parseEscapedString(from start: Int) throws(CoreError) -> String {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                guard let text = String(validating: scratch, as: UTF8.self) else {
                    throw failure("a string is not valid UTF-8", at: start)
                }
                return text
            }
            guard byte >= 0x20 else { throw failure("a control character in a string must be escaped", at: position) }
            position += 1
            if byte == UInt8(ascii: "\\") { try parseEscape() } else { scratch.append(byte) }
        }
        throw unexpected("'\"' at the end of a string")
    }

    private mutating func parseEscape() throws(CoreError) {
        guard position < bytes.count else { throw unexpected("an escape") }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scratch.append(byte)
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"):
            try parseUnicodeEscape()
            return
        default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
        }
        position += 1
    }

    /// Stands on the `u`; a high surrogate must be followed by the escape of a low one.
    private mutating func parseUnicodeEscape() throws(CoreError) {
        let start = position - 1
        let first = try parseHexUnit()
        var code = first
        if first & 0xFC00 == 0xD800 {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw failure("a high surrogate must be followed by a low one", at: start) }
            position += 1
            let second = try parseHexUnit()
            guard second & 0xFC00 == 0xDC00 else {
                throw failure("a high surrogate must be followed by a low one", at: start)
            }
            code = 0x10000 + ((first & 0x3FF) << 10 | (second & 0x3FF))
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw failure("a low surrogate must follow a high one", at: start)
        }
        scratch.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func parseHexUnit() throws(CoreError) -> UInt32 {
        position += 1
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Self.hexDigit(bytes[position]) else {
                throw unexpected("four hexadecimal digits after \\u")
            }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - 0x30)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - 0x57)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - 0x37)
        default: nil
        }
    }

    private func makeString(
        _ slice: Slice<UnsafeBufferPointer<UInt8>>,
        isASCII: Bool,
        at start: Int
    ) throws(CoreError) -> String {
        let buffer = UnsafeBufferPointer(rebasing: slice)
        if isASCII { return String(decoding: buffer, as: UTF8.self) }
        guard let text = String(validating: buffer, as: UTF8.self) else {
            throw failure("a string is not valid UTF-8", at: start)
        }
        return text
    }
}

extension JSONParser {
    private func unexpected(_ wanted: String) -> CoreError {
        guard position < bytes.count else { return failure("expected \(wanted), but the text ends", at: position) }
        return failure("expected \(wanted), found \(Self.shown(bytes[position]))", at: position)
    }

    private func failure(_ what: String, at offset: Int) -> CoreError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return CoreError(
            .badRequest,
            "the text is not JSON at line \(line), column \(column) (byte \(offset)): \(what)",
            component: "JSON"
        )
    }

    private static func shown(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F { return "'\(Unicode.Scalar(byte))'" }
        return byte == 0x20 ? "a space" : "byte \(byte)"
    }
}
