import ContentAddressing
import Foundation
import Testing

@testable import Commands

struct LayoutTests {
    private static func result(
        _ number: Int,
        outputs: [(name: String, node: MemoryTree.Node)],
        exit: String = "0"
    ) -> MemoryTree.Node {
        .folder([
            ("exitCode", .file(exit)), ("outputs", .folder(outputs)), ("stderr", .file("")),
            ("stdout", .file("part \(number)\n")),
        ])
    }

    /// What lies below a folder: paths with their texts; links with `->`.
    private static func listing(_ folder: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let full = "\(folder)/\(path)"
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
                found[path] = "-> \(target)"
            } else if !LocalFiles.isDirectory(full) {
                found[path] = try String(contentsOfFile: full, encoding: .utf8)
            }
        }
        return found
    }

    @Test func partitionsAreMergedInTheirOrder() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            let root = tree.add(
                .folder([
                    ("0", Self.result(0, outputs: [("a", .file("A")), ("same", .file("S"))])),
                    (
                        "1",
                        Self.result(1, outputs: [("b", .folder([("c", .file("C"))])), ("same", .file("S"))], exit: "3")
                    ),
                    ("2", Self.result(2, outputs: [("b", .folder([("d", .file("D"))]))], exit: "4")),
                ])
            )
            var planner = LayoutPlanner(blocks: tree)
            let plan = try planner.merged(try planner.partitions(root, count: 3))
            let totals = try LayoutWriter.write(plan, from: tree, to: "\(folder)/x", isForced: false)
            #expect(
                try Self.listing("\(folder)/x") == [
                    "stdout": "part 0\npart 1\npart 2\n", "stderr": "", "exitCode": "3", "outputs/a": "A",
                    "outputs/same": "S",
                    "outputs/b/c": "C", "outputs/b/d": "D",
                ]
            )
            #expect(totals.files == 7)
        }
    }

    @Test func differentFilesAtOnePlaceAreRefusedButRawKeepsThem() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            let roots = ["x", "y"].map { tree.add(Self.result(0, outputs: [("a", .file($0))])) }
            var planner = LayoutPlanner(blocks: tree)
            let error = #expect(throws: CommandError.self) { try planner.merged(roots) }
            #expect(error?.message.contains("outputs/a") == true)
            #expect(error?.hint?.contains("--raw") == true)
            _ = try LayoutWriter.write(try planner.raw(roots), from: tree, to: folder, isForced: false)
            let found = try Self.listing(folder)
            #expect(found["0/outputs/a"] == "x")
            #expect(found["1/outputs/a"] == "y")
        }
    }

    @Test(arguments: ["..", ".", "", "a/b", "/etc", "a\u{0}b", String(repeating: "n", count: 300)])
    func namesThatAreNoneAreRefused(name: String) {
        let tree = MemoryTree()
        let root = tree.add(.folder([("ok", .file("x")), (name, .file("evil"))]))
        var planner = LayoutPlanner(blocks: tree)
        #expect(throws: (any Error).self) { try planner.plain(root, name: "x") }
    }

    @Test(arguments: [
        ("inside", 0, true), ("../inside", 0, false), ("../inside", 1, true), ("../../x", 1, false),
        ("/etc/passwd", 5, false),
        ("d/../../x", 3, false), ("./a/b", 0, true), ("", 0, false), ("..", 1, true), ("a/..", 1, false),
        ("./../x", 0, false),
    ])
    func links(target: String, depth: Int, isKept: Bool) {
        #expect(LayoutPlanner.staysInside(target, depth: depth) == isKept)
    }

    @Test func linksThatLeadOutAreLeftOutAndTold() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            let root = tree.add(
                .folder([
                    ("d", .folder([("up", .link("../f")), ("out", .link("../../f"))])), ("evil", .link("/etc/passwd")),
                    ("f", .file("F")), ("good", .link("f")),
                ])
            )
            var planner = LayoutPlanner(blocks: tree)
            let plan = try planner.plain(root, name: "x")
            #expect(plan.skippedLinks == ["d/out -> ../../f", "evil -> /etc/passwd"])
            _ = try LayoutWriter.write(plan, from: tree, to: folder, isForced: false)
            #expect(try Self.listing(folder) == ["d/up": "-> ../f", "f": "F", "good": "-> f"])
        }
    }

    /// A link that is there already, and leads outside, is not written through.
    @Test(arguments: [false, true])
    func linksOnDiskAreNotFollowed(isForced: Bool) async throws {
        try await TestContext.withFolder { folder in
            let outside = "\(folder)/outside"
            let inside = "\(folder)/inside"
            for path in [outside, inside] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try FileManager.default.createSymbolicLink(atPath: "\(inside)/d", withDestinationPath: outside)
            let tree = MemoryTree()
            var planner = LayoutPlanner(blocks: tree)
            let plan = try planner.plain(tree.add(.folder([("d", .folder([("f", .file("F"))]))])), name: "x")
            #expect(throws: CommandError.self) {
                try LayoutWriter.write(plan, from: tree, to: inside, isForced: isForced)
            }
            #expect(try Self.listing(outside).isEmpty)
        }
    }

    @Test func nothingIsReplacedWithoutForce() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            var planner = LayoutPlanner(blocks: tree)
            let plan = try planner.plain(tree.add(.folder([("a", .file("new")), ("b", .file("B"))])), name: "x")
            try Data("old".utf8).write(to: URL(fileURLWithPath: "\(folder)/a"))
            #expect(throws: CommandError.self) { try LayoutWriter.write(plan, from: tree, to: folder, isForced: false) }
            #expect(try Self.listing(folder) == ["a": "old"])
            _ = try LayoutWriter.write(plan, from: tree, to: folder, isForced: true)
            #expect(try Self.listing(folder) == ["a": "new", "b": "B"])
        }
    }

    @Test func countsAndDepthsAreLimited() {
        let tree = MemoryTree()
        var limits = LayoutPlan.Limits()
        limits.entriesMax = 3
        limits.depthMax = 2
        var deep = MemoryTree.Node.file("x")
        for _ in 0..<4 { deep = .folder([("d", deep)]) }
        let deepRoot = tree.add(deep)
        let wideRoot = tree.add(.folder((0..<4).map { ("f\($0)", .file("\($0)")) }))
        for root in [deepRoot, wideRoot] {
            var planner = LayoutPlanner(blocks: tree, limits: limits)
            #expect(throws: (any Error).self) { try planner.plain(root, name: "x") }
        }
    }

    @Test func aSpoolChecksEveryBlock() async throws {
        try await TestContext.withFolder { folder in
            let tree = MemoryTree()
            let root = tree.add(.folder([("a", .file("hello")), ("b", .file("world"))]))
            let good = tree.car(root: root)
            for step in [1, 7, good.count] {
                let spool = try BlockSpool(folder: folder)
                try await spool.fill(from: Self.pieces(good, step: step)) { _ in }
                var planner = LayoutPlanner(blocks: spool)
                #expect(try planner.plain(root, name: "x").entries.map(\.name) == ["a", "b"])
            }
            var bad = good
            bad[bad.count - 1] ^= 1
            for broken in [bad, Array(good.dropLast(3))] {
                let spool = try BlockSpool(folder: folder)
                await #expect(throws: ContentError.self) {
                    try await spool.fill(from: Self.pieces(broken, step: 64)) { _ in }
                }
            }
            #expect(try Self.listing(folder).isEmpty)
        }
    }

    static func pieces(_ bytes: [UInt8], step: Int) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: step) {
                continuation.yield(Array(bytes[start..<min(start + step, bytes.count)]))
            }
            continuation.finish()
        }
    }
}
