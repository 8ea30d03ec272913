import Core
import Testing

@testable import Storage

@Suite struct ArchiveTests {
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let writer = try GzipWriter()
        return writer.write(bytes) + writer.finish()
    }

    private func entry(
        _ name: String,
        _ text: String = "",
        kind: TarHeader.Kind = .file,
        target: String = ""
    ) -> [UInt8] {
        let body = Array(text.utf8)
        let header = TarHeader.encode(
            name: Array(name.utf8),
            kind: kind,
            size: UInt64(body.count),
            target: Array(target.utf8)
        )
        return header + body + TarHeader.padding(after: UInt64(body.count))
    }

    private func texts(_ node: MountNode, _ prefix: String = "") -> [String] {
        switch node {
        case .bytes(let bytes): [prefix + "=" + String(decoding: bytes, as: UTF8.self)]
        case .symlink(let target): [prefix + "->" + target]
        case .directory(let entries, _): entries.flatMap { texts($0.node, prefix + "/" + $0.name) }
        case .file: ["?"]
        }
    }

    @Test func `A tar of files, folders, links and long names is read`() throws {
        let long = String(repeating: "n", count: 150)
        let tar =
            entry("b", "two") + entry("dir/", kind: .directory) + entry("dir/a", "one") + entry(long, "three")
            + entry("dir/link", kind: .symlink, target: "../b") + entry("b", "later")
            + [UInt8](repeating: 0, count: 1024)
        let node = try TarReader.tree(of: tar)
        #expect(texts(node) == ["/b=later", "/dir/a=one", "/dir/link->../b", "/\(long)=three"])
    }

    struct Hostile: Sendable, CustomStringConvertible {
        var name: String
        var kind = TarHeader.Kind.file
        var target = ""
        var description: String { "\(name) \(target)" }
    }

    static let hostile = [
        Hostile(name: "/etc/passwd"), Hostile(name: "../x"), Hostile(name: "a/../../x"), Hostile(name: "a/.."),
        Hostile(name: "l", kind: .symlink, target: "/etc"), Hostile(name: "l", kind: .symlink, target: "../x"),
        Hostile(name: "l", kind: .symlink, target: "a/../../x"),
        Hostile(name: "a/l", kind: .symlink, target: "../../x"),
        Hostile(name: "l", kind: .symlink, target: ""), Hostile(name: ""),
    ]

    @Test(arguments: hostile) func `Entries that lead out are refused`(_ test: Hostile) {
        #expect(throws: CoreError.self) {
            try TarReader.tree(of: entry(test.name, kind: test.kind, target: test.target))
        }
    }

    @Test func `Nothing is written through a link`() {
        let tar = entry("d", kind: .symlink, target: "elsewhere") + entry("d/file", "x")
        #expect(throws: CoreError.self) { try TarReader.tree(of: tar) }
    }

    @Test func `A tar that is cut or damaged never crashes and is refused where it matters`() throws {
        let tar = entry("a", "hello") + entry(String(repeating: "p/", count: 80) + "b", "x")
        for length in 1..<tar.count where length % 512 != 0 && length % 7 == 0 {
            // Cuts inside the padding of a body are legal ends.
            _ = try? TarReader.tree(of: Array(tar[..<length]))
        }
        #expect(throws: CoreError.self) { try TarReader.tree(of: Array(tar[..<300])) }
        #expect(throws: CoreError.self) { try TarReader.tree(of: Array(tar[..<514])) }
        var damaged = tar
        damaged[10] ^= 1
        #expect(throws: CoreError.self) { try TarReader.tree(of: damaged) }
        var random = SplitMix64(seed: 3)
        for _ in 0..<200 {
            var bytes = tar
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
            _ = try? TarReader.tree(of: bytes)
        }
    }

    @Test func `Gzip comes back, in several members, and is bounded`() throws {
        let bytes = [UInt8](repeating: 7, count: 1_000_000)
        let packed = try gzip(bytes)
        #expect(try GzipDecoder.decode(packed, limit: bytes.count) == bytes)
        #expect(try GzipDecoder.decode(packed + packed, limit: 2 * bytes.count) == bytes + bytes)
        #expect(throws: CoreError.self) { try GzipDecoder.decode(packed, limit: bytes.count - 1) }
        for length in stride(from: 0, to: packed.count, by: 13) {
            #expect(throws: CoreError.self) { try GzipDecoder.decode(Array(packed[..<length]), limit: bytes.count) }
        }
        #expect(throws: CoreError.self) { try GzipDecoder.decode(Array("no gzip at all".utf8), limit: 100) }
    }

    @Test(arguments: [
        ("data:,hello", "hello"), ("data:text/plain,a%20b", "a b"), ("data:;base64,aGVsbG8=", "hello"),
        ("data:text/plain;charset=utf-8;base64,aGVsbG8", "hello"), ("DATA:text/plain;BASE64,aGk%3D", "hi"),
        ("data:,", ""),
    ]) func `Data URIs are read`(_ uri: String, _ text: String) throws {
        #expect(try DataURI(parsing: uri).bytes == Array(text.utf8))
    }

    @Test(arguments: [
        "", "data:", "http://x", "data:;base64,a", "data:;base64,a*b=", "data:,%2", "data:,%zz", "data:;base64,aa===",
    ])
    func `Malformed data URIs are refused`(_ uri: String) {
        #expect(throws: CoreError.self) { try DataURI(parsing: uri) }
    }

    @Test(arguments: [
        ("/data/**", "/data/a/b", true), ("/data/**", "/data", true), ("/data/*", "/data/a", true),
        ("/data/*", "/data/a/b", false), ("/data", "/data/a/b", true), ("/data", "/database", false),
        ("/d?ta/*.csv", "/data/x.csv", true), ("/d?ta/*.csv", "/data/x.cs", false), ("/**/x", "/a/b/x", true),
        ("/a*b*c/x", "/aXbYc/x", true), ("/a*b*c/x", "/aXbY/x", false),
    ]) func `Path patterns match`(_ pattern: String, _ path: String, _ matches: Bool) {
        #expect(PathPattern(pattern).matches(path) == matches)
        #expect(PathPattern(pattern + ":rw").permitsWriting)
    }
}
