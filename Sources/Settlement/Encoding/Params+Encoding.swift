extension Params {
    /// Writes the numbers of the published table and, only when it is not the default, whether escalations bind.
    ///
    /// So parameters have one form, and with the default it is that of ledgers which knew no such number.
    package func write(to writer: inout CBORWriter) {
        let isDefault = escalationBinds == Params().escalationBinds
        writer.array(Self.publishedNames.count + (isDefault ? 1 : 2))
        for name in Self.publishedNames { writer.write(self[name: name] ?? 0) }
        writer.write(auditsCiphertext)
        if !isDefault { writer.write(escalationBinds) }
    }

    /// Reads what `write` has written, and nothing else.
    package init(from reader: inout CBORReader) throws(SettlementError) {
        self.init()
        let short = Self.publishedNames.count + 1
        let count = try reader.readArray(limit: short + 1)
        guard count >= short else { throw reader.failure("parameters are missing") }
        for name in Self.publishedNames { self[name: name] = try reader.readInt64() }
        auditsCiphertext = try reader.readBool()
        guard count > short else { return }
        escalationBinds = try reader.readInt64()
        guard escalationBinds != Params().escalationBinds else {
            throw reader.failure("the default is written although it goes without saying")
        }
    }

    private static var publishedNames: [String] { names.filter { $0 != escalationBindsName } }
}
