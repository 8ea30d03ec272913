import ContentAddressing
import Core
import Foundation
import Storage
import TestKit
import Testing

@Suite struct PublisherTests {
    private func execution() -> Execution {
        let job = Job(id: JobID("j-1"), spec: JobSpec(), partitions: 1, createdAt: .zero)
        return Execution(
            id: ExecutionID("e-1"),
            job: job,
            partition: 0,
            nodeID: NodeID("n"),
            attempt: 1,
            allocated: .zero,
            now: .zero
        )
    }

    @Test func `The ipfs publisher keeps the result under the execution's id`() async throws {
        let fixture = try await StoreFixture()
        let result = try await fixture.store.put(stdout: .bytes([1]), stderr: .bytes([]), exitCode: 0, results: [])
        let published = try await IPFSPublisher(store: fixture.store)
            .publish(result.cid, of: execution(), publisher: TypedSpec(type: "ipfs"))
        #expect(published == TypedSpec(type: "ipfs", params: .object([.init("CID", .string("\(result.cid)"))])))
        #expect(try await fixture.store.roots().map(\.name) == ["e-1"])
    }

    @Test func `The local publisher writes an archive that tar can read`() async throws {
        let fixture = try await StoreFixture()
        var random = SplitMix64(seed: 1)
        let big = RandomTree.bytes(300_000, random: &random)
        let name = String(repeating: "long", count: 40)
        let files = ResultEntry(
            name: "outputs",
            node: .directory([
                ResultEntry(name: name, node: .bytes(big)), ResultEntry(name: "link", node: .symlink(target: name)),
            ])
        )
        let result = try await fixture.store.put(
            stdout: .bytes(Array("hi".utf8)),
            stderr: .bytes([]),
            exitCode: 2,
            results: [files]
        )
        let folder = fixture.folder.path + "/served"
        let publisher = LocalPublisher(store: fixture.store, folder: folder, baseURL: { "http://127.0.0.1:6001/" })
        for _ in 0..<2 {
            let published = try await publisher.publish(
                result.cid,
                of: execution(),
                publisher: TypedSpec(type: "local")
            )
            #expect(published["URL"] == .string("http://127.0.0.1:6001/e-1.tar.gz"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["e-1.tar.gz"])
        let out = fixture.folder.path + "/out"
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        let tar = try await Child.run("/bin/tar", ["-xzf", folder + "/e-1.tar.gz", "-C", out])
        #expect(tar.status == 0, "\(tar)")
        #expect(try MemoryImport.node(of: out, profile: .unixfsV1_2025).root.cid == result.cid)
    }

    @Test func `The noop publisher publishes nothing`() async throws {
        let published = try await NoopPublisher()
            .publish(.raw(.sha256(of: [])), of: execution(), publisher: TypedSpec())
        #expect(published == TypedSpec())
    }
}
