import Core
import InMemory
import TestKit
import Testing

@Suite struct SuiteTests {
    @Test(arguments: JobStoreSuite.cases)
    func jobStore(_ test: JobStoreSuite.Case) async throws { try await test.run(InMemoryJobStore()) }

    @Test(arguments: ContentIndexSuite.cases)
    func contentIndex(_ test: ContentIndexSuite.Case) async throws { try await test.run(InMemoryContentIndex()) }

    @Test(.timeLimit(.minutes(1)), arguments: MessageBusSuite.cases)
    func messageBus(_ test: MessageBusSuite.Case) async throws { try await test.run(InMemoryBus()) }

    @Test(arguments: DealStoreSuite.allCases)
    func dealStore(_ test: DealStoreSuite.Case) async throws { try await test.run(InMemoryDealStore()) }

    @Test(arguments: OpeningStoreSuite.cases)
    func openingStore(_ test: OpeningStoreSuite.Case) async throws { try await test.run(InMemoryOpeningStore()) }
}
