import ContentAddressing
import Core
import InMemory
import TestKit
import Testing

@Suite struct InMemoryBlockStoreTests {
    @Test func givesWhatWasInsertedAndForgetsWhatWasRemoved() async throws {
        var samples = SampleRecords(seed: 1)
        let block = samples.block()
        let store = InMemoryBlockStore()
        #expect(try await store.block(block.cid) == nil)
        store.insert([block])
        #expect(try await store.block(block.cid) == block)
        let sameBytes = CID.dagPB(block.cid.multihash)
        #expect(try await store.block(sameBytes)?.bytes == block.bytes)
        store.remove(block.cid)
        #expect(try await store.block(block.cid) == nil)
        #expect(store.count == 0)
    }

    @Test func aBlockThatIsNotWhatItsCIDNamesIsCorrupt() async throws {
        var samples = SampleRecords(seed: 2)
        let store = InMemoryBlockStore()
        let cid = samples.cid()
        store.insert([Block(cid: cid, bytes: [1, 2, 3])])
        let error = await #expect(throws: CoreError.self) { _ = try await store.block(cid) }
        #expect(error?.code == .corrupt)
    }

    @Test func anIdentityCIDIsItsOwnBlock() async throws {
        let cid = CID.raw(try Multihash(code: .identity, digest: [7, 8]))
        #expect(try await InMemoryBlockStore().block(cid)?.bytes == [7, 8])
    }
}
