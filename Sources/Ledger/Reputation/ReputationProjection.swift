package import Core
package import Settlement

/// Follows a ledger's log page by page and keeps what it says of each account; made anew at each start.
package actor ReputationProjection {
    private let read: @Sendable (_ after: UInt64?) async throws -> [LoggedEntry]
    private let wait: @Sendable (_ after: UInt64?) async throws -> Void
    private var book = ReputationBook()

    private static let pageEntries = 1000
    private static let waitMax = Duration.seconds(60)

    /// Follows a ledger.
    package init(_ ledger: any SettlementLedger) {
        read = { try await ledger.events(after: $0, limit: Self.pageEntries) }
        wait = { _ = try await ledger.events(after: $0, limit: 1, wait: Self.waitMax) }
    }

    /// Reads a log that nobody writes.
    package init(log: any LedgerLog) {
        read = { after in
            let entries = try await log.entries(from: after.map { $0 + 1 } ?? 0, limit: Self.pageEntries)
            return try entries.map { try LoggedEntry($0) }
        }
        wait = { _ in }
    }

    /// Follows the ledger until it is cancelled, so that questions find little left to read.
    package func run() async {
        while !Task.isCancelled {
            do {
                try await catchUp()
                try await wait(book.last)
            } catch {
                // The next question says what is wrong; here only the pace matters.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// What the log says of an account, up to its newest entry; throws `notFound` for one that had no deal.
    package func answer(of account: AccountID) async throws -> JSONValue {
        try await catchUp()
        guard let record = book.record(of: account) else {
            throw CoreError(.notFound, "the account \(account) has had no deal", component: "Ledger")
        }
        return LedgerJSON.reputation(record, of: account, upTo: book.last)
    }

    /// The accounts that had a deal, in the order of their ids, after one.
    package func answers(after account: AccountID?, limit: Int) async throws -> JSONValue {
        try await catchUp()
        let found = book.records(after: account, limit: limit)
        let last = book.last
        return .object([
            .init("Accounts", .array(found.map { LedgerJSON.reputation($0.record, of: $0.account, upTo: last) }))
        ])
    }

    private func catchUp() async throws {
        while true {
            let last = book.last
            let entries = try await read(last)
            // Somebody else may have read the same page meanwhile.
            guard book.last == last else { continue }
            if entries.isEmpty { return }
            for entry in entries { book.take(entry) }
        }
    }
}
