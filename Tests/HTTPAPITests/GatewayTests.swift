import ContentAddressing
import Core
import Foundation
import HTTPAPI
import NIOHTTP1
import Testing

/// The trustless gateway against the cases of the conformance suite.
@Suite struct GatewayTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fixture: String
        var request: String
        var blocks: [String]
        var blocksRepeated: [String]?
        var outcome: String
        var testDescription: String { request }
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/ipfs").standardizedFileURL

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static let cases: [Case] = {
        let json = (try? JSONValue(parsing: bytes("vectors/gateway-car-cases.json"))) ?? .null
        return (json[anyCase: "cases"]?.arrayValue ?? []).map { item in
            func texts(_ name: String) -> [String]? { item[anyCase: name]?.arrayValue?.compactMap(\.stringValue) }
            return Case(
                fixture: item[anyCase: "fixture"]?.stringValue ?? "",
                request: item[anyCase: "request"]?.stringValue ?? "",
                blocks: texts("blocks_dups_n") ?? [],
                blocksRepeated: texts("blocks_dups_y"),
                outcome: item[anyCase: "outcome"]?.stringValue ?? ""
            )
        }
    }()

    @Test func thereAreCases() { #expect(Self.cases.count == 38) }

    @Test(arguments: cases)
    func blocksComeInTheOrderOfTheSuite(_ item: Case) async throws {
        try await TestServer.with { server in
            try server.data.load(car: Self.bytes(item.fixture))
            let answer = try await server.http(.GET, item.request)
            if item.outcome.hasPrefix("not found") {
                #expect(answer.status == 404)
                return
            }
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.isCut == item.outcome.contains("truncated"))
            #expect(try Self.blocks(answer.body) == item.blocks)
            #expect(
                answer.headers.first(name: "Content-Type") == "application/vnd.ipld.car; version=1; order=dfs; dups=n"
            )
            #expect(answer.headers.first(name: "Content-Disposition")?.hasSuffix(".car\"") == true)
            #expect(answer.headers.first(name: "Accept-Ranges") == "none")
            #expect(answer.headers.first(name: "X-Content-Type-Options") == "nosniff")
            #expect(answer.headers.first(name: "Etag")?.hasPrefix("W/\"") == true)
            if let repeated = item.blocksRepeated {
                let all = try await server.http(.GET, item.request + "&car-dups=y")
                #expect(try Self.blocks(all.body) == repeated)
            }
        }
    }

    /// The CIDs of the sections, as far as they are whole.
    private static func blocks(_ bytes: [UInt8]) throws -> [String] {
        var decoder = CARDecoder()
        decoder.append(bytes)
        var cids: [String] = []
        while true {
            switch try decoder.next() {
            case .header: break
            case .block(let block): cids.append(block.cid.description)
            default: return cids
            }
        }
    }

    private static let root = "bafybeietjm63oynimmv5yyqay33nui4y4wx6u3peezwetxgiwvfmelutzu"
    private static let leaf = "bafkreifkam6ns4aoolg3wedr4uzrs3kvq66p4pecirz6y2vlrngla62mxm"

    private func withDirectory(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.with { server in
            try server.data.load(car: Self.bytes("car/subdir-with-two-single-block-files.car"))
            try await body(server)
        }
    }

    @Test func aRawBlockHasItsHeaders() async throws {
        try await withDirectory { server in
            let answer = try await server.http(.GET, "/ipfs/\(Self.leaf)?format=raw")
            #expect(answer.status == 200)
            #expect(CID(Self.leaf)?.multihash == Multihash.sha256(of: answer.body))
            let headers = [
                ("Content-Type", "application/vnd.ipld.raw"), ("Etag", "\"\(Self.leaf).raw\""),
                ("Content-Disposition", "attachment; filename=\"\(Self.leaf).bin\""),
                ("Cache-Control", "public, max-age=29030400, immutable"), ("X-Ipfs-Path", "/ipfs/\(Self.leaf)"),
                ("X-Ipfs-Roots", Self.leaf), ("X-Content-Type-Options", "nosniff"),
                ("Content-Length", "\(answer.body.count)"),
            ]
            for (name, value) in headers { #expect(answer.headers.first(name: name) == value) }
            let negotiated = try await server.http(
                .GET,
                "/ipfs/\(Self.leaf)",
                headers: [("Accept", "application/vnd.ipld.raw")]
            )
            #expect(negotiated.body == answer.body)
            #expect(negotiated.headers.first(name: "Content-Location") == "/ipfs/\(Self.leaf)?format=raw")
            let head = try await server.http(.HEAD, "/ipfs/\(Self.leaf)?format=raw")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers.first(name: "Content-Length") == "\(answer.body.count)")
            let part = try await server.http(.GET, "/ipfs/\(Self.leaf)?format=raw", headers: [("Range", "bytes=2-4")])
            #expect(part.status == 206 && part.body == Array(answer.body[2...4]))
        }
    }

    @Test(arguments: [
        ("bytes=0-3", 206, 0..<4), ("bytes=5-", 206, 5..<31), ("bytes=-4", 206, 27..<31), ("bytes=0-999", 206, 0..<31),
        ("bytes=31-", 416, 0..<0), ("lines=1-2", 200, 0..<31), ("bytes=0-1,3-4", 200, 0..<31),
        ("bytes=4-2", 200, 0..<31),
    ])
    func filesTakeRanges(_ range: String, _ status: Int, _ part: Range<Int>) async throws {
        try await withDirectory { server in
            let path = "/ipfs/\(Self.root)/subdir/ascii.txt"
            let whole = try await server.http(.GET, path)
            #expect(whole.status == 200 && whole.body.count == 31)
            let answer = try await server.http(.GET, path, headers: [("Range", range)])
            #expect(answer.status == status)
            #expect(answer.body == Array(whole.body[part]))
        }
    }

    @Test(
        arguments: [
            ("/ipfs/notacid?format=raw", [:], 400), ("/ipfs/", [:], 400),
            ("/ipfs/\(root)?format=dag-json", [:], 406), ("/ipfs/\(root)?format=car&car-version=2", [:], 400),
            ("/ipfs/\(root)", ["Accept": "application/vnd.ipld.car; version=2"], 400),
            ("/ipfs/\(root)?format=car&dag-scope=moon", [:], 400),
            ("/ipfs/\(root)?format=car&entity-bytes=9:1", [:], 400),
            ("/ipfs/\(root)?format=car&entity-bytes=x", [:], 400), ("/ipfs/\(root)", [:], 400),
            ("/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku?format=raw", [:], 404),
            ("/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku?format=car", [:], 404),
            (
                "/ipfs/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku?format=raw",
                ["Cache-Control": "only-if-cached"], 412
            ),
            ("/ipfs/\(leaf)?format=raw", ["If-None-Match": "\"\(leaf).raw\""], 304),
            ("/ipfs/\(leaf)?format=raw", ["If-None-Match": "W/\"x\", *"], 304),
            ("/ipfs/bafkqaaa?format=raw", [:], 200), ("/ipfs/bafkqaaa?format=car", [:], 200),
        ] as [(String, [String: String], Int)]
    )
    func specialRequests(_ path: String, _ headers: [String: String], _ status: Int) async throws {
        try await withDirectory { server in
            let answer = try await server.http(.GET, path, headers: headers.map { ($0.key, $0.value) })
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func fileNamesAreWrittenSafely() async throws {
        try await withDirectory { server in
            let answer = try await server.http(.GET, "/ipfs/\(Self.leaf)?format=raw&filename=%C4%8Dau%22.bin")
            #expect(
                answer.headers.first(name: "Content-Disposition")
                    == "attachment; filename=\"_au_.bin\"; filename*=UTF-8''%C4%8Dau%22.bin"
            )
        }
    }

    @Test func etagsOfCARsVaryWithTheirOptions() async throws {
        try await withDirectory { server in
            var tags: [String] = []
            for query in ["", "&dag-scope=block", "&entity-bytes=0:1", "&car-dups=y"] {
                let answer = try await server.http(.HEAD, "/ipfs/\(Self.root)?format=car\(query)")
                tags.append(answer.headers.first(name: "Etag") ?? "")
            }
            #expect(Set(tags).count == tags.count)
        }
    }
}
