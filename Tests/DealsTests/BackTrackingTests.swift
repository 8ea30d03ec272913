import Core
import Deals
import InMemory
import Settlement
import Testing

/// What is done about results that were taken from a node before it was caught.
@Suite struct BackTrackingTests {
    private static let liar = Sample.nodeID(3)

    private static func record(
        _ number: Int,
        job: Int,
        trust: DealRecord.Trust = .unchecked,
        repair: TrustSpec.Repair = .rerun,
        node: NodeID = liar
    ) -> DealRecord {
        var record = DealRecord(blank: ExecutionID("e-\(number)"), jobID: JobID("j-\(job)"))
        record.nodeID = node
        record.trust = trust
        record.repair = repair
        record.style = .verified
        record.isOpen = false
        record.deal = .init(repeating: UInt8(number))
        record.result = Sample.cid("\(number)")
        return record
    }

    @Test func uncheckedResultsAreMarkedAndEachJobRunsAgainOnce() async throws {
        let store = InMemoryDealStore()
        let others = [
            Self.record(4, job: 4, trust: .verified), Self.record(5, job: 5, node: Sample.nodeID(1)),
            Self.record(6, job: 6, trust: .refuted),
        ]
        let suspects = [
            Self.record(0, job: 0), Self.record(1, job: 0), Self.record(2, job: 1, repair: .list),
            Self.record(3, job: 2),
        ]
        try await store.save(others + suspects)
        var caught = Self.record(7, job: 7, trust: .refuted)
        caught.message = "a majority said so"
        try await store.save([caught])
        let jobs = RerunningJobs(gone: ["j-2"])
        let back = BackTracking(store: store, jobs: jobs, clock: { .zero + .seconds(9) })
        try await back.lookBack(at: Self.liar, caughtBy: caught)
        #expect(jobs.reruns.sorted() == ["j-0", "j-2", "j-7"])
        for number in 0..<4 {
            let record = try #require(try await store.deal(of: ExecutionID("e-\(number)")))
            #expect(record.trust == .unchecked && record.message.contains("was caught in deal 0707"))
            #expect(record.message.contains("runs again as version 2") == (number < 2), "\(record.message)")
            #expect(record.modifiedAt == .zero + .seconds(9))
        }
        for record in others { #expect(try await store.deal(of: record.executionID) == record) }
        let own = try await store.deal(of: caught.executionID)
        #expect(own?.message == "a majority said so; the job runs again as version 2")
    }

    /// The scheduler runs what was held and refuted again by itself; a verifier's lie is in somebody else's deal.
    @Test(arguments: [false, true])
    func aCaughtDealThatWasHeldOrIsSomebodyElsesIsLeftAlone(isVerifier: Bool) async throws {
        let store = InMemoryDealStore()
        var caught = Self.record(7, job: 7, trust: .refuted, node: isVerifier ? Sample.nodeID(1) : Self.liar)
        caught.style = isVerifier ? .verified : .assured
        try await store.save([caught])
        let jobs = RerunningJobs()
        let back = BackTracking(store: store, jobs: jobs, clock: { .zero })
        try await back.lookBack(at: Self.liar, caughtBy: caught)
        #expect(jobs.reruns.isEmpty)
        #expect(try await store.deal(of: caught.executionID) == caught)
    }
}
