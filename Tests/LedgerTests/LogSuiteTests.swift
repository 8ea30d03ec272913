import Core
import Database
import InMemory
import TestKit
import Testing

@Suite struct LogSuiteTests {
    @Test(arguments: LedgerLogSuite.cases)
    func inMemory(_ test: LedgerLogSuite.Case) async throws { try await test.run(InMemoryLedgerLog()) }

    @Test(arguments: LedgerLogSuite.cases, [Durability.full, .relaxed])
    func sqlite(_ test: LedgerLogSuite.Case, durability: Durability) async throws {
        try await TemporaryFolder.with { folder in
            try await test.run(SQLiteLedgerLog(path: folder.path("ledger.db"), durability: durability))
        }
    }
}
