import ContentAddressing
import Core
import Foundation
import Storage
import Testing

@Suite struct SourceTests {
    /// Others who hold what a store holds, or nothing.
    struct Exchange: ContentExchange {
        var store: ContentStore?
        func holders(of cid: CID) async -> [NodeID] { [] }
        func fetch(_ cid: CID, for node: NodeID?) async throws -> Block? { try await store?.block(cid) }
        func changedFile(below cid: CID) async -> ChangedFile? {
            try? await store?.changedFiles(holding: [cid]).first
        }
    }

    private func spec(_ type: String, _ params: [(String, JSONValue)]) -> TypedSpec {
        TypedSpec(type: type, params: .object(params.map { JSONValue.Member($0.0, $0.1) }))
    }

    @Test func `Inline bytes are one file`() async throws {
        let input = try await InlineInputSource().fetch(
            spec("inline", [("url", .string("data:text/plain,hi"))]),
            scratchPath: "",
            onProgress: { _, _ in }
        )
        guard case .bytes(let bytes) = input.node else {
            Issue.record("bytes were expected")
            return
        }
        #expect(bytes == Array("hi".utf8))
    }

    @Test(arguments: ["data:application/gzip;base64,AAAA", "data:application/gzip,nothing"])
    func `Inline archives that are none are refused`(_ url: String) async throws {
        let error = await coreError {
            _ = try await InlineInputSource().fetch(
                spec("inline", [("URL", .string(url))]),
                scratchPath: "",
                onProgress: { _, _ in }
            )
        }
        #expect(error?.code == .badRequest)
    }

    @Test func `Local paths need the node's permission, also behind links`() async throws {
        let folder = try TempFolder()
        let real = try #require(
            realpath(folder.path, nil).map { pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            }
        )
        try folder.write("yes", to: "open/a")
        try folder.write("no", to: "closed/secret")
        try FileManager.default.createSymbolicLink(atPath: real + "/open/link", withDestinationPath: real + "/closed")
        let source = LocalInputSource(.localDirectory, allowList: [real + "/open/**"])
        func fetch(_ path: String, writes: Bool = false) async throws -> FetchedInput {
            try await source.fetch(
                spec("localDirectory", [("SourcePath", .string(path)), ("ReadWrite", .bool(writes))]),
                scratchPath: "",
                onProgress: { _, _ in }
            )
        }
        let input = try await fetch(real + "/open")
        #expect(input.isReadOnly)
        #expect(input.node.contentBytes == 3)
        for path in ["/closed", "/open/link", "/open/../closed"] {
            let error = await coreError { _ = try await fetch(real + path) }
            #expect(error?.code == .forbidden || error?.code == .validation)
        }
        #expect(await coreError { _ = try await fetch(real + "/open", writes: true) }?.code == .forbidden)
        let writable = LocalInputSource(.local, allowList: [real + "/open:rw"])
        let made = try await writable.fetch(
            spec(
                "local",
                [
                    ("SourcePath", .string(real + "/open/new")), ("ReadWrite", .bool(true)),
                    ("CreateAs", .string("dir")),
                ]
            ),
            scratchPath: "",
            onProgress: { _, _ in }
        )
        #expect(!made.isReadOnly)
        #expect(FileManager.default.fileExists(atPath: real + "/open/new"))
    }

    @Test func `Content is mounted from the store, fetched from others, or missed by name`() async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        try holder.folder.write("data", to: "tree/file")
        let cid = try await holder.store.add(path: holder.folder.path + "/tree").root.cid
        let params = spec("ipfs", [("CID", .string("\(cid)"))])
        let nobody = IPFSInputSource(store: taker.store, exchange: Exchange(), node: nil)
        let error = await coreError { _ = try await nobody.fetch(params, scratchPath: "", onProgress: { _, _ in }) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("\(cid)") == true)
        let other = IPFSInputSource(store: taker.store, exchange: Exchange(store: holder.store), node: nil)
        let fetched = try await other.fetch(params, scratchPath: "", onProgress: { _, _ in })
        #expect(fetched.fetchedBytes > 0)
        #expect(fetched.node.contentBytes == 4)
        let local = try await nobody.fetch(params, scratchPath: "", onProgress: { _, _ in })
        #expect(local.fetchedBytes == 0)
        #expect(throws: CoreError.self) { try nobody.validate(spec("ipfs", [("CID", .string("no cid"))])) }
        #expect(throws: CoreError.self) { try nobody.validate(spec("ipfs", [])) }
    }

    @Test(arguments: [ImportProfile.unixfsV1_2025, .unixfsV0_2015], [40, 3_000_000])
    func `A file that was changed is named with what changed, time after time`(
        _ profile: ImportProfile,
        _ count: Int
    ) async throws {
        let holder = try await StoreFixture()
        let path = try holder.folder.write([UInt8](repeating: 7, count: count), to: "file")
        var options = AddOptions()
        options.profile = profile
        let cid = try await holder.store.add(path: path, options).root.cid
        let source = IPFSInputSource(store: holder.store, exchange: Exchange(store: holder.store), node: nil)
        try holder.folder.write("another", to: "file")
        for _ in 0..<3 {
            let error = await coreError {
                _ = try await source.fetch(
                    spec("ipfs", [("CID", .string("\(cid)"))]),
                    scratchPath: "",
                    onProgress: { _, _ in }
                )
            }
            #expect(error?.code == .gone)
            #expect(
                error?.message.contains("\(path) had \(count) bytes and has 7 now") == true,
                "\(error?.message ?? "")"
            )
            #expect(error?.hint?.contains("bacalhau data add \(path)") == true)
        }
    }

    @Test func `What changed here is fetched from who still holds it`() async throws {
        let holder = try await StoreFixture()
        let taker = try await StoreFixture()
        for fixture in [holder, taker] { try fixture.folder.write("data", to: "tree/file") }
        let cid = try await holder.store.add(path: holder.folder.path + "/tree").root.cid
        #expect(try await taker.store.add(path: taker.folder.path + "/tree").root.cid == cid)
        try taker.folder.write("changed", to: "tree/file")
        let source = IPFSInputSource(store: taker.store, exchange: Exchange(store: holder.store), node: nil)
        let input = try await source.fetch(
            spec("ipfs", [("CID", .string("\(cid)"))]),
            scratchPath: "",
            onProgress: { _, _ in }
        )
        #expect(input.node.contentBytes == 4)
        #expect(input.fetchedBytes == 4)
    }

    @Test(arguments: ["ftp://x/y", "http://", "https:///x", "file:///etc/passwd", ""])
    func `Only web addresses are downloaded`(_ url: String) {
        #expect(throws: CoreError.self) {
            try URLInputSource().validate(spec("urlDownload", [("URL", .string(url))]))
        }
    }
}
