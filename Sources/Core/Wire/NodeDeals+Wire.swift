import ContentAddressing

extension NodePrices: WireCodable {
    /// `{PerGFuel, PerGPageFuel, PerCPUSecond, PerGiBSecond, PerGiBInput}` in units, without zeros.
    package var wireValue: JSONValue {
        var members: [JSONValue.Member] = []
        members.append("PerGFuel", number: perGfuel)
        members.append("PerGPageFuel", number: perGpageFuel)
        members.append("PerCPUSecond", number: perCPUSecond)
        members.append("PerGiBSecond", number: perGiBSecond)
        members.append("PerGiBInput", number: perGiBInput)
        return .object(members)
    }

    /// Reads the prices; missing ones are 0.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            perGfuel: try Self.price("PerGFuel", reader),
            perGpageFuel: try Self.price("PerGPageFuel", reader),
            perCPUSecond: try Self.price("PerCPUSecond", reader),
            perGiBSecond: try Self.price("PerGiBSecond", reader),
            perGiBInput: try Self.price("PerGiBInput", reader)
        )
    }

    private static func price(_ name: String, _ reader: DocumentReader) throws(ValidationProblem) -> Int64 {
        Int64(clamping: try reader.amount(name))
    }
}

extension NodeDeals: WireCodable {
    /// `{Ledger, Account, Prices, Engines, Offer}`: ids in hexadecimal digits, the offer in base64.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Ledger", .string(ledger.wireText)),
            JSONValue.Member("Account", .string(account.wireText)),
            JSONValue.Member("Prices", prices.wireValue),
            JSONValue.Member("Engines", .array(engines.map { .string($0) })),
            JSONValue.Member("Offer", .string(Multibase.base64Pad.encodeBody(offer))),
        ])
    }

    /// Reads what a node says about being paid.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            ledger: try reader.required("Ledger").digest(),
            account: try reader.required("Account").digest(),
            prices: try reader["Prices"].map(NodePrices.init(reading:)) ?? NodePrices(),
            engines: try reader["Engines"]?.texts() ?? [],
            offer: try reader["Offer"]?.decoded(.base64Pad, rule: "must be base64") ?? []
        )
    }
}
