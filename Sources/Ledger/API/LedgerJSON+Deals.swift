import ContentAddressing
import Core
import Settlement

extension LedgerJSON {
    /// An open deal: in words, and as bytes that give it back exactly.
    static func deal(_ statement: DealStatement) -> JSONValue {
        let deal = statement.deal
        return .object([
            .init("Deal", digest(deal.id.digest)), .init("State", .string(deal.state.name)),
            .init("Client", digest(statement.client.digest)), .init("Job", digest(deal.jobKey.digest)),
            .init("Cap", .int(deal.cap)), .init("Escrow", .int(deal.escrow)),
            .init("Deadline", .int(deal.deadline)),
            .init("Nodes", .array(statement.nodes.map { digest($0.digest) })),
            .init("Slots", .array(zip(deal.slots, statement.nodes).map(slot))), .init("Coin", digest(statement.coin)),
            .init("Params", params(statement.params)), .init("Canonical", .string(Hex.text(deal.bytes))),
        ])
    }

    private static func slot(_ slot: Slot, _ node: AccountID) -> JSONValue {
        .object([
            .init("Node", digest(node.digest)), .init("State", .string("\(slot.state)".uppercased())),
            .init("Wave", .int(Int64(slot.wave))), .init("Charge", .int(slot.charge)),
            .init("Deadline", .int(slot.deadline)), .init("Commitment", digest(slot.commitment)),
        ])
    }

    /// Reads an open deal.
    static func deal(_ json: JSONValue) throws -> DealStatement {
        let reader = LedgerReader(json)
        guard case .array(let nodes) = try reader.member("Nodes") else {
            throw CoreError(.corrupt, "the ledger's answer is not understood: Nodes is no list", component: "Ledger")
        }
        return DealStatement(
            deal: try Deal(decoding: try reader.bytes("Canonical")),
            client: AccountID(try reader.digest("Client")),
            nodes: nodes.compactMap { $0.stringValue.flatMap { Digest256(hex: $0) } }.map { AccountID($0) },
            params: try params(try reader.member("Params")),
            coin: try reader.optionalDigest("Coin")
        )
    }
}
