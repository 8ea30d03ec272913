import Testing

@testable import ContentAddressing

/// vectors/gateway-car-cases.json: which blocks a trustless gateway sends for a request, and in which order.
struct GatewayCARTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let fixture: String
        let request: String
        let blocks_dups_n: [String]
        let blocks_dups_y: [String]?
        let outcome: String?
        var testDescription: String { request }
    }

    struct Cases: Decodable, Sendable {
        let cases: [Case]
    }

    static let cases = Fixture.required(Cases.self, "vectors/gateway-car-cases.json").cases

    @Test func tableWasFound() {
        #expect(Self.cases.count == 38)
    }

    @Test(arguments: cases)
    func blocks(_ example: Case) throws {
        let box = BlockBox(try CARArchive(try Fixture.bytes(example.fixture)).blocks)
        let once = answer(example.request, box, repeatsBlocks: false)
        #expect(once.cids == example.blocks_dups_n)
        #expect((once.error == nil) == (example.outcome == nil), "\(String(describing: once.error))")
        if let expected = example.blocks_dups_y {
            #expect(answer(example.request, box, repeatsBlocks: true).cids == expected)
        }
    }

    /// What a gateway would send: the blocks on the path, then those in scope.
    func answer(_ request: String, _ box: BlockBox, repeatsBlocks: Bool) -> (cids: [String], error: (any Error)?) {
        let parts = request.split(separator: "?", maxSplits: 1)
        var parameters: [Substring: Substring] = [:]
        for pair in (parts.count == 2 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1)
            if sides.count == 2 { parameters[sides[0]] = sides[1] }
        }
        let path = parts[0].split(separator: "/").dropFirst().map(String.init)
        var crossed: [CID] = []
        var blocks: [Block] = []
        do {
            var resolver = try PathResolver(root: try CID(parsing: path[0]), path: Array(path.dropFirst()))
            defer { crossed = resolver.crossed }
            let target = try box.resolve(&resolver).cid
            var walker = DAGWalker(
                root: target,
                scope: DAGWalker.Scope(rawValue: String(parameters["dag-scope"] ?? "all")) ?? .all,
                entityBytes: parameters["entity-bytes"].flatMap { EntityByteRange(String($0)) },
                repeatsBlocks: repeatsBlocks
            )
            try box.walk(&walker, into: &blocks)
        } catch {
            return ((crossed + blocks.map(\.cid)).map(\.description), error)
        }
        return ((crossed + blocks.map(\.cid)).map(\.description), nil)
    }
}
