import ContentAddressing
package import Core
import Testing

/// What every ``DealStore`` must do.
///
/// Each case gets an empty store.
package enum DealStoreSuite {
    package typealias Case = SuiteCase<any DealStore>

    package static let cases: [Case] = [
        Case("what is saved is read back whole") { store in
            var samples = SampleRecords(seed: 1)
            let records = samples.deals(40, of: samples.job())
            try await store.save(Array(records[..<7]))
            try await store.save(Array(records[7...]))
            for record in records { #expect(try await store.deal(of: record.executionID) == record) }
            #expect(try await store.deal(of: ExecutionID("e-none")) == nil)
            #expect(try await store.deal(of: ExecutionID("")) == nil)
        },
        Case("every value of every enumeration and the ends of the numbers are kept") { store in
            var samples = SampleRecords(seed: 2)
            var records = samples.deals(35, of: samples.job())
            for index in records.indices {
                records[index].trust = DealRecord.Trust.allCases[index % DealRecord.Trust.allCases.count]
                records[index].style = TrustSpec.Style.allCases[index % TrustSpec.Style.allCases.count]
                records[index].repair = TrustSpec.Repair.allCases[index % TrustSpec.Repair.allCases.count]
                records[index].cap = index == 0 ? .max : .min
                records[index].fuelMax = index == 0 ? .max : 0
                records[index].exitCode = index == 0 ? .min : .max
                records[index].checkPpm = .max
                records[index].createdAt = index == 0 ? .distantFuture : Timestamp(nanoseconds: .min)
            }
            try await store.save(records)
            for record in records { #expect(try await store.deal(of: record.executionID) == record) }
        },
        Case("a record takes the place of that of the same execution, whatever has changed") { store in
            var samples = SampleRecords(seed: 3)
            let first = samples.deals(1, of: samples.job())[0]
            var second = samples.deals(1, of: samples.job(), second: 9)[0]
            second.executionID = first.executionID
            second.isOpen = true
            try await store.save([first])
            try await store.save([second])
            #expect(try await store.deal(of: first.executionID) == second)
            #expect(try await store.openDeals() == [second])
            #expect(try await store.deals(of: first.jobID, version: 0, offset: 0, limit: 9).isEmpty)
            #expect(try await store.deals(of: second.jobID, version: 0, offset: 0, limit: 9) == [second])
            #expect(try await store.counts().map(\.count) == [1])
            // In one call the last one counts.
            try await store.save([second, first])
            #expect(try await store.deal(of: first.executionID) == first)
        },
        Case("an empty store is empty, and so is an empty save") { store in
            try await store.save([])
            #expect(try await store.openDeals().isEmpty)
            #expect(try await store.counts().isEmpty)
            #expect(try await store.deals(of: JobID("j-1"), version: 0, offset: 0, limit: 9).isEmpty)
            #expect(try await store.deals(of: NodeID("n"), trust: .verified, limit: 9).isEmpty)
        },
        Case("records of overlapping calls are all kept, and those of one execution in the order of the calls") {
            store in
            var samples = SampleRecords(seed: 4)
            let records = samples.deals(64, of: samples.job())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for record in records {
                    group.addTask {
                        for checks in 1...5 {
                            var record = record
                            record.checks = checks
                            try await store.save([record])
                        }
                    }
                }
                try await group.waitForAll()
            }
            for record in records {
                let found = try await store.deal(of: record.executionID)
                #expect(found?.checks == 5)
            }
        },
        Case("a save asked for when one is done follows") { store in
            var samples = SampleRecords(seed: 5)
            let records = samples.deals(30, of: samples.job())
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                save(records[...], to: store, continuation)
            }
            let found = try await store.deals(of: records[0].jobID, version: 0, offset: 0, limit: 100)
            #expect(found == records)
        },
    ]

    /// All cases, with those of the lists.
    package static let allCases = cases + listCases

    /// Saves the records one by one, each from within `done` of the one before.
    private static func save(
        _ records: ArraySlice<DealRecord>,
        to store: any DealStore,
        _ continuation: CheckedContinuation<Void, any Error>
    ) {
        guard let first = records.first else { return continuation.resume() }
        store.save([first]) { result in
            switch result {
            case .success: save(records.dropFirst(), to: store, continuation)
            case .failure(let error): continuation.resume(throwing: error)
            }
        }
    }
}
