import ContentAddressing
import Core
import Testing

@testable import Scheduling

@Suite struct ShardPlannerTests {
    private func file(_ path: String, _ bytes: UInt64) -> ShardFile {
        let cid = CID.raw(Multihash.sha256(of: Array(path.utf8)))
        return ShardFile(
            path: path.split(separator: "/").map(String.init),
            node: ImportedNode(cid: cid, fileBytes: bytes, tsize: bytes, kind: .file)
        )
    }

    private func files(_ sizes: [UInt64]) -> [ShardFile] {
        sizes.enumerated().map { file("f\($0 + 100)", $1) }
    }

    @Test func oneFileEach() throws {
        #expect(try ShardPlanner.group(files([1, 2, 3]), by: .perFile).map(\.count) == [1, 1, 1])
    }

    static let parts: [(Int, [UInt64], [Int])] = [
        (2, [10, 10, 10, 10], [2, 2]), (3, [90, 5, 5], [1, 1, 1]), (5, [1, 1], [1, 1]), (1, [1, 2, 3], [3]),
        (2, [100, 1, 1, 1], [1, 3]), (3, [0, 0, 0, 0], [2, 1, 1]),
    ]

    static let sizes: [(Int64, [UInt64], [Int])] = [
        (10, [4, 4, 4], [2, 1]), (3, [10, 1, 1], [1, 2]), (1, [0, 0], [2]),
    ]

    @Test(arguments: parts)
    func partsOfAboutEqualBytes(parts: Int, sizes: [UInt64], counts: [Int]) throws {
        #expect(try ShardPlanner.group(files(sizes), by: .parts(parts)).map(\.count) == counts)
    }

    @Test(arguments: sizes)
    func upToASize(bytes: Int64, sizes: [UInt64], counts: [Int]) throws {
        #expect(try ShardPlanner.group(files(sizes), by: .bytes(bytes)).map(\.count) == counts)
    }

    @Test func everyFileIsInExactlyOneGroupAndNoGroupIsEmpty() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<300 {
            let all = files((0..<(1 + random.below(60))).map { _ in UInt64(random.below(1000)) })
            let rules: [Sharding.Rule] = [
                .perFile, .parts(1 + random.below(80)), .bytes(Int64(1 + random.below(3000))),
            ]
            for rule in rules {
                let groups = try ShardPlanner.group(all, by: rule)
                #expect(groups.flatMap { $0 } == all)
                #expect(groups.allSatisfy { !$0.isEmpty })
                if case .parts(let parts) = rule { #expect(groups.count == min(parts, all.count)) }
            }
        }
    }

    @Test func nothingToSplitIsAnError() {
        #expect(throws: CoreError.self) { try ShardPlanner.group([], by: .perFile) }
    }

    @Test func aShareKeepsThePathsAndLinksOnlyItsFiles() throws {
        let all = [file("a/x", 1), file("a/y", 2), file("b", 3)]
        let whole = try ShardPlanner.shard(of: all)
        #expect(whole.root.fileBytes == 6)
        let part = try ShardPlanner.shard(of: [all[0]])
        #expect(part.root.cid != whole.root.cid)
        let root = try #require(part.blocks.first { $0.cid == part.root.cid })
        #expect(try DAGPBNode(decoding: root.bytes).links.map(\.nameText) == ["a"])
        let same = try ShardPlanner.shard(of: [all[0]])
        #expect(same.root == part.root)
    }
}
