import Core
import Database
import TestKit
import Testing

@Suite struct SuiteTests {
    @Test(arguments: JobStoreSuite.cases, [Durability.full, .relaxed])
    func jobStore(_ test: JobStoreSuite.Case, durability: Durability) async throws {
        try await TemporaryFolder.with { folder in
            try await test.run(SQLiteJobStore(path: folder.path("jobs.db"), durability: durability))
        }
    }

    @Test(arguments: ContentIndexSuite.cases)
    func contentIndex(_ test: ContentIndexSuite.Case) async throws {
        try await TemporaryFolder.with { folder in
            try await test.run(SQLiteContentIndex(path: folder.path("content.db")))
        }
    }

    @Test(arguments: DealStoreSuite.allCases, [Durability.full, .relaxed])
    func dealStore(_ test: DealStoreSuite.Case, durability: Durability) async throws {
        try await TemporaryFolder.with { folder in
            try await test.run(SQLiteDealStore(path: folder.path("deals.sqlite"), durability: durability))
        }
    }

    @Test(arguments: OpeningStoreSuite.cases, [Durability.full, .relaxed])
    func openingStore(_ test: OpeningStoreSuite.Case, durability: Durability) async throws {
        try await TemporaryFolder.with { folder in
            try await test.run(SQLiteOpeningStore(path: folder.path("openings.sqlite"), durability: durability))
        }
    }
}
