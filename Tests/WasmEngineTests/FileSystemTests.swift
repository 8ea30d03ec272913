import Core
import TestKit
import Testing

@testable import WasmEngine

@Suite("Guest file system")
struct FileSystemTests {
    private static func make(
        mounts: [Mount] = [],
        results: [ResultPathSpec] = [],
        bytesMax: Int64 = 1000,
        filesMax: Int = 10
    ) throws -> GuestFileSystem {
        try GuestFileSystem(
            mounts: mounts,
            resultPaths: results,
            quota: OutputQuota(bytesMax: bytesMax, filesMax: filesMax),
            space: ScratchSpace(path: "/tmp/wasm-engine-test-unused")
        )
    }

    private static func place(_ path: String, _ system: GuestFileSystem) throws -> ResolvedPath {
        try Array(path.utf8).withUnsafeBytes { try system.resolve($0, from: system.root, followsLast: true) }
    }

    private static let file = MountNode.bytes([1])
    private static let folder = MountNode.directory(entries: [MountEntry(name: "a", node: file)], hostPath: nil)

    @Test("targets may lie in each other, in any order", arguments: [false, true])
    func nesting(_ isReversed: Bool) throws {
        let mounts = [Mount(target: "/x", node: Self.folder), Mount(target: "x/y/z", node: Self.file)]
        let system = try Self.make(
            mounts: isReversed ? mounts.reversed() : mounts,
            results: [ResultPathSpec(name: "out", path: "/x/out")]
        )
        #expect(try Self.place("x/a", system).node?.size == 1)
        #expect(try Self.place("/x/y/z", system).node?.size == 1)
        guard case .directory(let folder)? = try Self.place("x", system).node else {
            Issue.record("x is no folder")
            return
        }
        #expect(folder.listing().map(\.name.text) == ["a", "out", "y"])
        let first = try #require(try Self.place("x/out", system).node)
        let second = try #require(try Self.place("out", system).node)
        #expect(first.isSame(as: second))
    }

    @Test(
        "targets that contradict each other are refused",
        arguments: [
            ["/x", "/x"], ["/x", "x/"], ["/f", "/f/y"], ["../x"], ["/", "/"],
            ["/" + String(repeating: "n", count: 300)],
        ]
    )
    func conflicts(_ targets: [String]) {
        let mounts = targets.map { Mount(target: $0, node: $0 == "/f" ? Self.file : Self.folder) }
        #expect(throws: CoreError.self) { try Self.make(mounts: mounts) }
    }

    @Test("an input that is to be written is refused")
    func writable() {
        #expect(throws: CoreError.self) {
            try Self.make(mounts: [Mount(target: "x", node: Self.folder, isReadOnly: false)])
        }
    }

    @Test("a result path that an input takes is refused")
    func takenResult() {
        let mounts = [Mount(target: "/out", node: Self.folder)]
        #expect(throws: CoreError.self) {
            try Self.make(mounts: mounts, results: [ResultPathSpec(name: "r", path: "/out")])
        }
    }

    @Test("files are counted, and given back when they go")
    func fileQuota() throws {
        let system = try Self.make(results: [ResultPathSpec(name: "out", path: "/out")], filesMax: 2)
        for round in 0..<5 {
            try system.createDirectory(at: try Self.place("out/d\(round)", system))
            _ = try system.createFile(at: try Self.place("out/f", system))
            #expect(throws: WasiErrno.quota) { try system.createFile(at: try Self.place("out/g", system)) }
            try system.unlink(try Self.place("out/f", system))
            try system.removeDirectory(try Self.place("out/d\(round)", system))
        }
        #expect(system.quota.filesUsed == 0 && system.quota.bytesUsed == 0)
    }

    @Test("folders nest up to a limit")
    func depth() throws {
        let system = try Self.make(results: [ResultPathSpec(name: "out", path: "/out")], filesMax: 1000)
        var path = "out"
        var made = 0
        while made < 1000 {
            path += "/d"
            do {
                try system.createDirectory(at: try Self.place(path, system))
                made += 1
            } catch {
                break
            }
        }
        #expect(made == WasiLimits.directoryDepthMax - 1)
    }

    @Test("names that differ in bytes are different files")
    func unicode() throws {
        let system = try Self.make(results: [ResultPathSpec(name: "out", path: "/out")])
        _ = try system.createFile(at: try Self.place("out/e\u{301}", system))
        #expect(try Self.place("out/\u{e9}", system).node == nil)
    }

    @Test("a large folder is found by every name and listed in order")
    func largeFolder() throws {
        let names = (0..<2000).map { String($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let entries = names.map { MountEntry(name: $0, node: Self.file) }
        let system = try Self.make(mounts: [Mount(target: "x", node: .directory(entries: entries, hostPath: nil))])
        for name in names { #expect(try Self.place("x/" + name, system).node != nil) }
        #expect(try Self.place("x/2000", system).node == nil)
        guard case .directory(let folder)? = try Self.place("x", system).node else {
            Issue.record("x is no folder")
            return
        }
        #expect(folder.listing().map(\.name.text) == names)
    }

    @Test("written bytes move to a scratch file and stay the same", arguments: UInt64(0)..<8)
    func spill(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = ScratchFile(space: ScratchSpace(path: folder.path("a/b")))
        var expected: [UInt8] = []
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 {
            let offset = random.below(expected.count + 5000)
            if random.chance(1, in: 8) {
                try file.resize(to: offset)
                expected = Array(expected.prefix(offset)) + Array(repeating: 0, count: max(0, offset - expected.count))
                continue
            }
            let bytes = (0..<random.below(30_000)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ offset) }
            try bytes.withUnsafeBytes { try file.write($0, at: offset) }
            guard !bytes.isEmpty else { continue }
            expected += Array(repeating: 0, count: max(0, offset + bytes.count - expected.count))
            expected.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        #expect(file.size == expected.count)
        #expect(file.takeResult().content == expected)
    }
}

@Suite("Inputs by reference", .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"))
struct InputReferenceTests {
    @Test("a range of a host file is an input, and a module can be one")
    func hostFiles() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var script = WasiScript()
        script.open("range")
        _ = script.vector(WasiScript.buffer, 100)
        script.call("fd_read", 5, 0x80, 1, .number(WasiScript.answer))
        script.showAnswered()
        let module = try Kit.module(script.text)
        try CompiledCache.writeFile(folder.path("m.wasm"), module)
        try CompiledCache.writeFile(folder.path("data"), Array("0123456789".utf8))
        var request = Kit.request([])
        request.mounts = [
            Mount(
                target: "main.wasm",
                node: .file(path: folder.path("m.wasm"), offset: 0, size: UInt64(module.count))
            ),
            Mount(target: "range", node: .file(path: folder.path("data"), offset: 3, size: 4)),
        ]
        try await Kit.engine.prepare(request)
        let outcome = try await Kit.engine.run(request)
        #expect(outcome.stdout.text == "3456")
        #expect(outcome.stderr.content == [0, 0])
        #expect(outcome.usage.inputBytes == UInt64(module.count) + 4)
    }

    @Test("a program does not go on with an input that the host cannot read")
    func unreadableInput() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try CompiledCache.writeFile(folder.path("data"), Array("0123456789".utf8))
        var script = WasiScript()
        script.open("gone")
        script.show(WasiScript.buffer, 1)
        let outcome = try Kit.run(script.text) { request in
            let node = MountNode.file(path: folder.path("data"), offset: 8, size: 4)
            request.mounts.append(Mount(target: "gone", node: node))
        }
        #expect(outcome.failure?.code == .io)
        #expect(outcome.stdout.content == [])
        #expect(!outcome.isPermanent && !outcome.isRepeatable, "another node may have it whole")
    }

    @Test("a listing read in small pieces is complete and in order")
    func cookies() throws {
        var script = WasiScript()
        script.open("x", flags: 2)
        // Room for a header and one letter: each call gives one entry, and its cookie leads to the next.
        for cookie in 0..<5 {
            script.call("fd_readdir", 5, .number(WasiScript.buffer), 25, .number(cookie), .number(WasiScript.answer))
            script.show(WasiScript.buffer + 24, 1)
        }
        script.call("fd_readdir", 5, .number(WasiScript.buffer), 25, 5, .number(WasiScript.answer))
        script.show(WasiScript.answer, 1)
        let outcome = try Kit.run(script.text) { request in
            let entries = ["a", "b", "c"].map { MountEntry(name: $0, node: .bytes([])) }
            request.mounts.append(Mount(target: "x", node: .directory(entries: entries, hostPath: nil)))
        }
        #expect(outcome.stdout.text == "..abc\0")
    }

    @Test("descriptors are ready at once")
    func poll() throws {
        var script = WasiScript()
        // Two subscriptions: writing to stdout, and a descriptor that is not open.
        script.store(2, at: 0x308)
        script.store(1, at: 0x310)
        script.store(1, at: 0x338)
        script.store(99, at: 0x340)
        script.call("poll_oneoff", 0x300, 0x400, 2, .number(WasiScript.answer))
        script.show(WasiScript.answer, 1)
        script.show(0x408, 1)
        script.show(0x428, 1)
        script.call("poll_oneoff", 0x300, 0x400, 0, .number(WasiScript.answer))
        let outcome = try Kit.run(script.text)
        #expect(outcome.stdout.content == [2, 0, 8])
        #expect(outcome.stderr.content == [0, 28])
    }
}
