import ContentAddressing
import Core
import Database
import TestKit
import Testing

/// Checks that a numbered record of ``CrashRecords`` is stored whole.
enum CrashCheck {
    static func expectWhole(_ store: SQLiteJobStore, _ number: Int) async throws {
        let set = CrashRecords.submission(number)
        let id = set.jobs[0].id
        #expect(try await store.job(id, version: 1) == set.jobs[0])
        #expect(try await store.executions(of: id, version: nil) == set.executions)
        let history = try await store.history(of: id, HistoryQuery())
        #expect(history.map(\.sequence) == [1, 2, 3])
        #expect(history.map(\.message) == set.events.map(\.message))
    }

    static func expectWhole(_ index: SQLiteContentIndex, _ number: Int) async throws {
        let batch = CrashRecords.batch(number)
        let file = try #require(try await index.files(atPath: CrashRecords.path(number)).first)
        #expect(try await index.leaves(ofFile: file.id) == batch.files[0].leaves)
        for leaf in batch.files[0].leaves {
            let place = try await index.location(of: leaf.multihash)?.place
            #expect(place == .range(fileID: file.id, offset: leaf.offset, length: leaf.length))
        }
        let block = batch.blocks[0]
        #expect(try await index.location(of: block.cid.multihash)?.place == .inline(block.bytes))
        #expect(try await index.root(batch.roots[0].cid) == batch.roots[0])
    }
}
