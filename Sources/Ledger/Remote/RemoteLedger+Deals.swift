import Core
package import Settlement

extension RemoteLedger {
    /// One message after the other; the answers come when all of them are on disk.
    package func submit(_ envelopes: [Envelope]) async throws -> [LedgerAnswer] {
        var answers: [LedgerAnswer] = []
        for envelope in envelopes { answers.append(try await submit(envelope)) }
        return answers
    }

    /// All entries about a deal, oldest first.
    package func history(of deal: DealID) async throws -> [LoggedEntry] {
        var newestFirst: [LoggedEntry] = []
        var before: UInt64?
        while true {
            let json = try await api.history(ofDeal: deal.description, before: before, limit: LedgerService.pageMax)
            let page = try LedgerJSON.entries(json)
            guard let oldest = page.last else { return newestFirst.reversed() }
            newestFirst += page
            before = oldest.sequence
        }
    }

    /// The sequence of the newest entry.
    package func lastSequence() async throws -> UInt64 {
        let entries = try LedgerReader(try await api.overview()).number("Entries")
        return entries == 0 ? 0 : entries - 1
    }
}
