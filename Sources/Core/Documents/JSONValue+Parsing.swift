extension JSONValue {
    /// Parses one JSON text, strictly by RFC 8259.
    ///
    /// Whole numbers beyond `Int64` become doubles; equal member names are all kept. Throws `badRequest` naming line,
    /// column, byte offset and what was expected, or `tooLarge` when the text has more bytes than the limit.
    package init(parsing bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .standard) throws(CoreError) {
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.parseDocument()
    }

    /// Parses one JSON text, as ``init(parsing:limits:)`` over a buffer does.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(CoreError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(CoreError) in
            try JSONValue(parsing: buffer, limits: limits)
        }
    }

    /// Parses one JSON text, as ``init(parsing:limits:)`` over a buffer does.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(CoreError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}
