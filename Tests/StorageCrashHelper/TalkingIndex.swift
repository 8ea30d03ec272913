import ContentAddressing
import Core

/// Passes everything on and says so before and after, so that a test can kill the process at any of these moments.
struct TalkingIndex: ContentIndex {
    let base: any ContentIndex

    init(_ base: any ContentIndex) {
        self.base = base
    }

    private func saying<Value>(_ body: () async throws -> Value) async throws -> Value {
        StorageCrashHelper.say("before")
        let value = try await body()
        StorageCrashHelper.say("after")
        return value
    }

    func write(_ batch: IndexBatch) async throws { try await saying { try await base.write(batch) } }
    func location(of multihash: Multihash) async throws -> BlockLocation? {
        try await saying { try await base.location(of: multihash) }
    }
    func file(_ id: Int64) async throws -> IndexedFile? { try await base.file(id) }
    func files(holding root: CID) async throws -> [IndexedFile] {
        try await saying { try await base.files(holding: root) }
    }
    func files(atPath path: String) async throws -> [IndexedFile] {
        try await saying { try await base.files(atPath: path) }
    }
    func allFiles(after id: Int64, limit: Int) async throws -> [IndexedFile] {
        try await base.allFiles(after: id, limit: limit)
    }
    func leaves(ofFile id: Int64) async throws -> [IndexBatch.Leaf] { try await base.leaves(ofFile: id) }
    func removeFiles(_ ids: [Int64]) async throws { try await saying { try await base.removeFiles(ids) } }
    func roots() async throws -> [ContentRoot] { try await base.roots() }
    func root(_ cid: CID) async throws -> ContentRoot? { try await base.root(cid) }
    func removeRoot(_ cid: CID) async throws { try await base.removeRoot(cid) }
    func inlineBlocks(after multihash: Multihash?, limit: Int) async throws -> [Multihash] {
        try await base.inlineBlocks(after: multihash, limit: limit)
    }
    func removeInlineBlocks(_ multihashes: [Multihash]) async throws { try await base.removeInlineBlocks(multihashes) }
    func totals() async throws -> (files: Int, blocks: Int, bytes: UInt64) { try await base.totals() }
}
