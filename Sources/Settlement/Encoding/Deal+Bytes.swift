extension Deal {
    /// The canonical bytes, for a ledger that is read from elsewhere.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads the canonical bytes, strictly; indexes of accounts and parameters are those of the ledger that wrote them.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        try self.init(from: &reader, accounts: .max, params: .max)
        try reader.end()
    }
}
