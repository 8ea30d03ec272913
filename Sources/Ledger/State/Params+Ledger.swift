import Settlement

extension Params {
    func writeAll(to writer: inout CBORWriter) {
        writer.array(Self.names.count + 1)
        for name in Self.names { writer.write(self[name: name] ?? 0) }
        writer.write(auditsCiphertext)
    }

    init(all reader: inout CBORReader) throws(SettlementError) {
        self.init()
        try reader.expectArray(Self.names.count + 1)
        for name in Self.names { self[name: name] = try reader.readInt64() }
        auditsCiphertext = try reader.readBool()
    }
}
