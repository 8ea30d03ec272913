import Core

/// How nodes are shown.
enum NodeViews {
    static func nodes(_ nodes: [NodeState], now: Timestamp, isWide: Bool) -> Answer {
        var table = Table(columns: [
            .init("ID"), .init("NAME"), .init("APPROVAL"), .init("STATUS"), .init("ENGINES"),
            .init("RUNNING", right: true),
            .init("QUEUED", right: true), .init("CPU", right: true), .init("MEMORY", right: true),
            .init("DISK", right: true),
            .init("GPU", right: true, wide: true), .init("SEEN", wide: true), .init("VERSION", wide: true),
            .init("ACCOUNT", wide: true), .init("PRICE", right: true, wide: true), .init("LABELS", wide: true),
        ])
        for node in nodes {
            let (free, all) = (node.available, node.info.capacity)
            let isUp = node.connection == .connected
            table.add([
                JobViews.id(node.info.id.text, isWide), .init(node.info.name),
                .init(node.membership.rawValue, style: node.membership == .approved ? .plain : .busy),
                .init(node.connection.rawValue, style: isUp ? .good : .bad),
                .init(node.info.engines.filter(\.isAvailable).map(\.kind).joined(separator: ",")),
                .init(String(node.runningExecutions)), .init(String(node.queuedExecutions)),
                .init(
                    "\(HumanText.processors(millis: free.cpuMillis))/\(HumanText.processors(millis: all.cpuMillis))",
                    raw: "\(free.cpuMillis)/\(all.cpuMillis)"
                ),
                share(free.memoryBytes, all.memoryBytes), share(free.diskBytes, all.diskBytes),
                .init("\(free.gpus)/\(all.gpus)"), JobViews.age(node.lastHeartbeat, now), .init(node.info.version),
                account(node.info.deals), price(node.info.deals), .init(labels(node.info.labels)),
            ])
        }
        return Answer(
            document: Wire.page(nodes.map(\.wireValue), itemsName: "Nodes"),
            table: table,
            identifiers: nodes.map(\.info.id.text)
        )
    }

    static func description(_ node: NodeState, now: Timestamp) -> Answer {
        let info = node.info
        let list = nodes([node], now: now, isWide: true)
        var text = StyledText()
        text.fields([
            ("ID", .init(info.id.text)), ("Name", .init(info.name)), ("Version", .init(info.version)),
            ("Approval", .init(node.membership.rawValue)),
            ("Status", .init(node.connection.rawValue, style: node.connection == .connected ? .good : .bad)),
            ("Last heard of", JobViews.age(node.lastHeartbeat, now)), ("Last error", .init(node.lastError)),
            ("Address", .init(info.address)), ("Labels", .init(labels(info.labels))),
            ("Network for jobs", .init(info.permitsNetwork ? "yes" : "no")),
            ("Running", .init(String(node.runningExecutions))), ("Queued", .init(String(node.queuedExecutions))),
        ])
        text.title("Capacity")
        var capacity = Table(columns: [
            .init("WHAT"), .init("CPU", right: true), .init("MEMORY", right: true), .init("DISK", right: true),
            .init("GPU", right: true),
        ])
        for (name, amount) in [("all", info.capacity), ("free", node.available), ("largest task", info.taskMax)] {
            capacity.add([
                .init(name), .init(HumanText.processors(millis: amount.cpuMillis)),
                .init(HumanText.bytes(amount.memoryBytes)),
                .init(HumanText.bytes(amount.diskBytes)), .init(String(amount.gpus)),
            ])
        }
        text.table(capacity, isWide: true)
        text.title("Engines")
        for engine in info.engines {
            text.add(engine.isAvailable ? "  ✓ " : "  ✗ ", engine.isAvailable ? .good : .bad)
            text.line(TextWidth.harmless("\(engine.kind) \(engine.isAvailable ? engine.version : engine.reason)"))
        }
        text.title("Data")
        text.fields([
            ("Input sources", .init(info.sources.joined(separator: ", "))),
            ("Publishers", .init(info.publishers.joined(separator: ", "))),
        ])
        if let deals = info.deals { addPrices(deals, &text) }
        return Answer(document: node.wireValue, table: list.table, identifiers: [info.id.text], text: text)
    }

    private static func addPrices(_ deals: NodeDeals, _ text: inout StyledText) {
        let prices = deals.prices
        text.title("Paid work")
        text.fields([
            ("Ledger", .init(deals.ledger.wireText)), ("Account", .init(deals.account.wireText)),
            ("Engines", .init(deals.engines.joined(separator: ", "))),
            ("10⁹ fuel", .init(CreditQuantity.text(prices.perGfuel))),
            ("10⁹ page-fuel", .init(CreditQuantity.text(prices.perGpageFuel))),
            ("Processor second", .init(CreditQuantity.text(prices.perCPUSecond))),
            ("GiB second", .init(CreditQuantity.text(prices.perGiBSecond))),
            ("GiB input", .init(CreditQuantity.text(prices.perGiBInput))),
        ])
    }

    private static func account(_ deals: NodeDeals?) -> Table.Cell {
        guard let deals else { return "" }
        return .init(String(deals.account.wireText.prefix(12)), raw: deals.account.wireText)
    }

    /// What 10⁹ fuel cost.
    private static func price(_ deals: NodeDeals?) -> Table.Cell {
        guard let prices = deals?.prices else { return "" }
        return .init(CreditQuantity.text(prices.perGfuel), raw: String(prices.perGfuel))
    }

    private static func share(_ free: Int64, _ all: Int64) -> Table.Cell {
        .init("\(HumanText.bytes(free))/\(HumanText.bytes(all))", raw: "\(free)/\(all)")
    }

    private static func labels(_ labels: StringMap) -> String {
        labels.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}
