package import Core
package import Settlement

/// A ledger that runs elsewhere, behind its API.
///
/// What it answers is believed as far as its bytes do not contradict it: entries have to have their hashes, messages
/// are signed here. Whoever doubts more checks its log.
package struct RemoteLedger: SettlementLedger {
    package let capabilities: LedgerCapabilities
    private let api: any LedgerAPI

    /// Asks the ledger what it is.
    package init(_ api: any LedgerAPI) async throws {
        self.api = api
        capabilities = try LedgerJSON.capabilities(try await api.overview())
    }

    package func submit(_ envelope: Envelope) async throws -> LedgerAnswer {
        try LedgerJSON.answer(try await api.submit(envelope.bytes))
    }

    package func deal(_ id: DealID) async throws -> DealStatement? {
        do {
            return try LedgerJSON.deal(try await api.deal(id.description))
        } catch let error as CoreError where error.code == .notFound {
            return nil
        }
    }

    package func account(_ id: AccountID) async throws -> AccountStatement {
        try LedgerJSON.statement(try await api.account(id.description))
    }

    package func events(after sequence: UInt64?, limit: Int) async throws -> [LoggedEntry] {
        try await events(after: sequence, limit: limit, wait: .zero)
    }

    /// A page may have fewer entries than there are: only an empty one is the last.
    package func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> [LoggedEntry] {
        try LedgerJSON.entries(try await api.events(after: sequence, limit: limit, wait: wait))
    }

    package func history(of account: AccountID, before sequence: UInt64, limit: Int) async throws -> [LoggedEntry] {
        let before = sequence > UInt64(Int64.max) ? nil : sequence
        return try LedgerJSON.entries(
            try await api.history(of: account.description, before: before, limit: limit)
        )
    }

    package func params() async throws -> Params {
        try LedgerJSON.params(try LedgerReader(try await api.overview()).member("Params"))
    }
}
