import ContentAddressing
import Core
import Testing

extension DealStoreSuite {
    static let listCases: [Case] = [
        Case("the open deals come oldest first, and a closed one is not among them") { store in
            var samples = SampleRecords(seed: 11)
            var records = samples.deals(12, of: samples.job())
            for index in records.indices {
                records[index].createdAt = .zero + .seconds([5, 1, 3][index % 3])
                records[index].isOpen = index % 4 != 0
            }
            try await store.save(records)
            let open = [1, 7, 10, 2, 5, 11, 3, 6, 9].map { records[$0] }
            #expect(try await store.openDeals() == open)
            records[7].isOpen = false
            records[4].isOpen = true
            try await store.save([records[7], records[4]])
            let later = [1, 4, 10, 2, 5, 11, 3, 6, 9].map { records[$0] }
            #expect(try await store.openDeals() == later)
        },
        Case("a job's deals come by version and partition, then oldest first") { store in
            let records = jobRecords()
            try await store.save(records)
            let sorted = [5, 3, 1, 4, 0, 2].map { records[$0] }
            let id = records[0].jobID
            #expect(try await store.deals(of: id, version: 0, offset: 0, limit: 100) == sorted)
            #expect(try await store.deals(of: id, version: 0, offset: 0, limit: .max) == sorted)
            #expect(try await store.deals(of: id, version: 2, offset: 0, limit: 100) == Array(sorted[3...]))
            #expect(try await store.deals(of: id, version: 3, offset: 0, limit: 100).isEmpty)
            #expect(try await store.deals(of: JobID("j-none"), version: 0, offset: 0, limit: 100).isEmpty)
        },
        Case("a job's deals come in pages that neither overlap nor leave one out") { store in
            let records = jobRecords()
            try await store.save(records)
            let id = records[0].jobID
            let all = try await store.deals(of: id, version: 0, offset: 0, limit: 100)
            for size in 1...7 {
                var pages: [DealRecord] = []
                for offset in stride(from: 0, to: all.count, by: size) {
                    pages += try await store.deals(of: id, version: 0, offset: offset, limit: size)
                }
                #expect(pages == all)
            }
            #expect(try await store.deals(of: id, version: 2, offset: 1, limit: 1) == [all[4]])
            #expect(try await store.deals(of: id, version: 0, offset: 6, limit: 9).isEmpty)
            #expect(try await store.deals(of: id, version: 0, offset: .max, limit: .max).isEmpty)
            #expect(try await store.deals(of: id, version: 0, offset: -3, limit: 2) == Array(all[..<2]))
            for limit in [0, -1] {
                #expect(try await store.deals(of: id, version: 0, offset: 0, limit: limit).isEmpty)
            }
        },
        Case("a node's results of one trust come newest first") { store in
            var samples = SampleRecords(seed: 13)
            var records = samples.deals(9, of: samples.job())
            for index in records.indices {
                records[index].nodeID = NodeID(index == 8 ? "other" : "node")
                records[index].trust = index == 7 ? .refuted : .unchecked
                records[index].result = index == 6 ? nil : samples.cid()
                records[index].createdAt = .zero + .seconds(index % 3)
            }
            try await store.save(records)
            let node = NodeID("node")
            let newestFirst = [5, 2, 4, 1, 3, 0].map { records[$0] }
            #expect(try await store.deals(of: node, trust: .unchecked, limit: 100) == newestFirst)
            #expect(try await store.deals(of: node, trust: .unchecked, limit: 2) == Array(newestFirst[..<2]))
            #expect(try await store.deals(of: node, trust: .refuted, limit: 100) == [records[7]])
            #expect(try await store.deals(of: node, trust: .verified, limit: 100).isEmpty)
            #expect(try await store.deals(of: NodeID("nod"), trust: .unchecked, limit: 100).isEmpty)
            for limit in [0, -1] {
                #expect(try await store.deals(of: node, trust: .unchecked, limit: limit).isEmpty)
            }
        },
        Case("records are counted by trust, and those that are saved again once") { store in
            var samples = SampleRecords(seed: 14)
            var records = samples.deals(10, of: samples.job())
            for index in records.indices { records[index].trust = index < 7 ? .provisional : .void }
            try await store.save(records)
            #expect(try await counts(store) == [.provisional: 7, .void: 3])
            for index in 0..<4 { records[index].trust = .verified }
            try await store.save(Array(records[..<6]))
            #expect(try await counts(store) == [.provisional: 3, .verified: 4, .void: 3])
            #expect(try await store.counts().map(\.trust) == [.provisional, .verified, .void])
        },
    ]

    /// Six records of one job and one of another, in no order.
    private static func jobRecords() -> [DealRecord] {
        var samples = SampleRecords(seed: 12)
        let job = samples.job()
        var records = samples.deals(6, of: job) + samples.deals(1, of: samples.job())
        let places = [(2, 0, 2), (1, 1, 2), (2, 10, 1), (1, 1, 1), (2, 0, 1), (1, 0, 3), (1, 0, 0)]
        for (index, place) in places.enumerated() {
            records[index].jobVersion = place.0
            records[index].partition = place.1
            records[index].createdAt = .zero + .seconds(place.2)
        }
        return records
    }

    private static func counts(_ store: any DealStore) async throws -> [DealRecord.Trust: Int] {
        Dictionary(uniqueKeysWithValues: try await store.counts().map { ($0.trust, $0.count) })
    }
}
