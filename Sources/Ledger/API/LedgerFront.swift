import ContentAddressing
package import Core
import Settlement

/// The embedded ledger as outsiders reach it.
package struct LedgerFront: LedgerAPI {
    private let service: LedgerService
    private let reputation: ReputationProjection

    /// Bytes of log that one page gives at most, if it has more than one entry.
    static let pageBytesMax = 4 << 20

    package init(_ service: LedgerService, reputation: ReputationProjection) {
        self.service = service
        self.reputation = reputation
    }

    package func overview() async throws -> JSONValue {
        let head = try await service.log.lastHead()
        return try await service.perform { desk, _ in LedgerJSON.overview(desk.state, last: desk.last, head: head) }
    }

    package func account(_ id: String) async throws -> JSONValue {
        LedgerJSON.statement(try await service.account(try Self.account(id)))
    }

    package func history(of account: String, before sequence: UInt64?, limit: Int) async throws -> JSONValue {
        let id = try Self.account(account)
        let entries = try await service.log.entries(
            about: id.digest,
            before: sequence ?? .max,
            limit: min(limit, LedgerService.pageMax)
        )
        return try LedgerJSON.entries(Self.page(try entries.filter { try LoggedEntry($0).concerns(id) }))
    }

    package func deal(_ id: String) async throws -> JSONValue {
        guard let statement = try await service.deal(DealID(try Self.digest(id, "deal"))) else {
            throw CoreError(
                .notFound,
                "no deal \(id) is open",
                hint: "a deal that has ended is in the history of its client",
                component: "Ledger"
            )
        }
        return LedgerJSON.deal(statement)
    }

    package func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> JSONValue {
        if wait > .zero { _ = try await service.events(after: sequence, limit: 1, wait: wait) }
        let entries = try await service.log.entries(
            from: sequence.map { $0 &+ 1 } ?? 0,
            limit: min(limit, LedgerService.pageMax)
        )
        return try LedgerJSON.entries(Self.page(entries))
    }

    package func submit(_ envelope: [UInt8]) async throws -> JSONValue {
        LedgerJSON.answer(try await service.submit(envelope))
    }

    package func faucet(account: String, amount: Int64) async throws -> JSONValue {
        LedgerJSON.answer(try await service.giveFromFaucet(to: try Self.account(account), amount: amount))
    }

    package func latestHead() async throws -> JSONValue {
        try await LedgerJSON.latestHead(service.log)
    }

    package func export(_ write: @Sendable ([UInt8]) async throws -> Void) async throws {
        _ = try await LedgerExport.write(service.log, to: write)
    }

    package func reputation(of account: String) async throws -> JSONValue {
        try await reputation.answer(of: try Self.account(account))
    }

    package func reputations(after account: String?, limit: Int) async throws -> JSONValue {
        let id = try account.map { try Self.account($0) }
        return try await reputation.answers(after: id, limit: min(limit, LedgerService.pageMax))
    }

    /// As many entries as fit into a page, and the first in any case.
    private static func page(_ entries: [LedgerEntry]) -> [LedgerEntry] {
        var bytes = 0
        for (index, entry) in entries.enumerated() {
            bytes += entry.input.count + entry.effects.count
            if bytes > pageBytesMax, index > 0 { return Array(entries[..<index]) }
        }
        return entries
    }

    private static func account(_ text: String) throws(CoreError) -> AccountID {
        AccountID(try digest(text, "account"))
    }

    private static func digest(_ text: String, _ what: String) throws(CoreError) -> Digest256 {
        guard let digest = Digest256(hex: text) else {
            throw CoreError(
                .badRequest,
                "'\(text.prefix(100))' is no id of \(what == "account" ? "an" : "a") \(what)",
                hint: "an id has 64 hexadecimal digits",
                component: "Ledger"
            )
        }
        return digest
    }
}
