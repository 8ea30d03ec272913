import Core
import Settlement

extension LedgerJSON {
    /// What the log says of an account.
    static func reputation(_ record: ReputationRecord, of account: AccountID, upTo last: UInt64?) -> JSONValue {
        let (node, client) = (record.node, record.client)
        return .object([
            .init("Account", digest(account.digest)), .init("UpTo", last.map { number($0) } ?? .null),
            .init(
                "Node",
                .object([
                    .init("Deals", .int(Int64(node.deals))), .init("Verified", .int(Int64(node.verified))),
                    .init("Slashed", .int(Int64(node.slashed))), .init("NoShows", .int(Int64(node.noShows))),
                    .init("Declines", .int(Int64(node.declines))),
                    .init("MedianDelay", node.medianDelay.map { .int($0) } ?? .null),
                ])
            ),
            .init(
                "Client",
                .object([
                    .init("Deals", .int(Int64(client.deals))), .init("Verified", .int(Int64(client.verified))),
                    .init("Disputes", .int(Int64(client.disputes))), .init("LateFees", .int(Int64(client.lateFees))),
                    .init("Fined", .int(Int64(client.fined))),
                ])
            ),
        ])
    }
}
