import ContentAddressing
import Core
import Foundation
import Testing

@testable import Commands

/// Deals and receipts on the command line.
struct DealCommandTests {
    private typealias Outcome = (status: Int32, output: String, error: String, asked: [String])

    private static func deal(
        _ partition: Int,
        _ trust: DealRecord.Trust,
        cost: Int64 = 0,
        isOpen: Bool = false,
        message: String = ""
    ) -> DealRecord {
        var record = DealRecord(blank: ExecutionID("e-00\(partition)"), jobID: JobID(RunTests.id))
        record.partition = partition
        record.nodeID = NodeID("n-1")
        record.trust = trust
        record.isOpen = isOpen
        record.charge = cost
        record.cost = cost
        record.outcome = isOpen ? "" : "PAID"
        record.message = message
        return record
    }

    private static let several = [
        deal(0, .unchecked, cost: 1_000_000_000), deal(1, .refuted, cost: 250_000_000, message: "a majority said no"),
        deal(2, .provisional, isOpen: true), deal(3, .verified, cost: 250_000_000),
        deal(4, .unchecked, message: "its node was caught; the job runs again as version 2"),
    ]

    private static func node(_ deals: [DealRecord], style: TrustSpec.Style? = .verified) -> FakeNode {
        var job = Job(id: JobID(RunTests.id), spec: JobSpec(), partitions: deals.count, createdAt: TestContext.now)
        job.state = .completed
        job.spec.trust = style.map { TrustSpec(style: $0) }
        return FakeNode(job: job, executions: [], paid: deals)
    }

    private static func run(
        _ line: String,
        _ node: FakeNode,
        folder: String = "/home/ada/work",
        isTerminal: Bool = false
    ) async -> Outcome {
        let console = TestConsole(isTerminal: isTerminal)
        let context = TestContext.make(console: console, folder: folder, node: node)
        let status = await Program.run(line.split(separator: " ").map(String.init), context: context)
        return (status, console.output, console.error, node.asked)
    }

    @Test func jobDealsAreATable() async {
        let shown = await Self.run("job deals paid", Self.node(Self.several))
        #expect(shown.status == 0 && shown.asked == ["deals 0 0"])
        let lines = shown.output.split(separator: "\n").map(String.init)
        let columns = ["PART", "EXECUTION", "NODE", "TRUST", "PRICE", "COST", "CHECKS", "OUTCOME", "MESSAGE"]
        #expect(lines.first?.split(separator: " ").map(String.init) == columns)
        #expect(lines.count == 6)
        #expect(lines[1].contains("unchecked") && lines[1].contains("1cr"))
        #expect(lines[2].contains("refuted") && lines[2].hasSuffix("a majority said no"))
        // What is not known is not nothing.
        #expect(lines[3].split(separator: " ").map(String.init) == ["2", "e-002", "n-1", "provisional", "-", "-", "0"])
    }

    @Test(arguments: ["job deals free", "deal list --node n-1"])
    func whereThereAreNoDealsItIsSaid(line: String) async {
        let shown = await Self.run(line, Self.node([]))
        #expect(shown.status == 0 && shown.output.hasPrefix("PART") && !shown.error.isEmpty, "\(shown)")
        let programs = await Self.run(line + " --output json", Self.node([]))
        #expect(programs.status == 0 && programs.error.isEmpty, "\(programs)")
    }

    struct Question: Sendable, CustomTestStringConvertible {
        var line: String
        var asks: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        Question(line: "job deals paid --all-versions --limit 3", asks: "deals all 3"),
        Question(line: "job deals paid --version 2", asks: "deals 2 0"),
        Question(line: "deal list --node node-2", asks: "unchecked node-2 100"),
        Question(line: "deal list --node node-2 --limit 5", asks: "unchecked node-2 5"),
    ])
    func jsonIsWhatTheServerKeeps(_ question: Question) async throws {
        let shown = await Self.run(question.line + " --output json", Self.node(Self.several))
        #expect(shown.asked == [question.asks])
        let page = try WirePage<DealRecord>(wire: JSONValue(parsing: shown.output))
        let isUnchecked = question.line.hasPrefix("deal")
        #expect(page.items == Self.several.filter { !isUnchecked || $0.trust == .unchecked })
    }

    @Test func describingAPaidJobShowsItsTrust() async {
        let shown = await Self.run("job describe paid", Self.node(Self.several))
        #expect(shown.status == 0)
        let section = """
            Trust
            style       = verified
            provisional = 1
            unchecked   = 2
            verified    = 1
            refuted     = 1
            cost        = 1.5cr, and 1 open
            refuted     = partition 1: a majority said no
            in doubt    = partition 4: its node was caught; the job runs again as version 2
            """
        #expect(shown.output.contains(section), "\(shown.output)")
        let json = await Self.run("job describe paid --output json", Self.node(Self.several))
        #expect(json.output.contains(#""Deals":{"NextToken":"","Items":[{"ExecutionID":"e-000""#))
    }

    @Test(arguments: [nil, TrustSpec.Style.fast, .trusted])
    func describingAnUnpaidJobAsksForNoDeals(style: TrustSpec.Style?) async {
        let shown = await Self.run("job describe paid", Self.node([], style: style))
        #expect(shown.status == 0)
        #expect(!shown.output.contains("Trust"))
        #expect(!shown.asked.contains { $0.hasPrefix("deals") })
    }

    @Test(arguments: TrustSpec.Style.allCases)
    func onlyVerifiedResultsAreProvisional(style: TrustSpec.Style) async {
        let shown = await Self.run("run -e date", Self.node([], style: style))
        #expect(shown.status == 0)
        #expect(shown.error.contains("provisional") == (style == .verified), "\(shown.error)")
        if style == .verified { #expect(shown.error.contains("bacalhau job deals j-12345678\n")) }
    }

    @Test func aReceiptGoesToAFileOrThePipe() async throws {
        try await TestContext.withFolder { folder in
            let node = Self.node([Self.deal(0, .void), Self.deal(7, .unchecked)])
            let piped = await Self.run("job receipt e-123", node, folder: folder)
            #expect(piped.status == 0 && piped.asked == ["receipt e-123"])
            let first = await Self.run("job receipt paid -O a.receipt", node, folder: folder)
            // A void deal has nothing to prove.
            #expect(first.status == 0 && first.asked.last == "receipt e-007" && first.output.isEmpty)
            #expect(first.error.contains("bacalhau receipt verify"), "\(first)")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.receipt"))
            #expect(Array(bytes) == [1, 2, 255])
            let again = await Self.run("job receipt paid --output-file a.receipt", node, folder: folder)
            #expect(again.status == 1 && again.error.contains("is there already"), "\(again.error)")
            let terminal = await Self.run("job receipt e-9", node, folder: folder, isTerminal: true)
            #expect(terminal.status == 64 && terminal.output.isEmpty && !terminal.asked.contains("receipt e-9"))
        }
    }

    @Test func ofSeveralExecutionsOneHasToBeNamed() async {
        let shown = await Self.run("job receipt paid", Self.node(Self.several))
        #expect(shown.status == 64 && shown.output.isEmpty)
        for deal in Self.several {
            let line = "  \(deal.executionID)  partition \(deal.partition)  \(deal.trust.name)\n"
            #expect(shown.error.contains(line), "\(shown.error)")
        }
        let none = await Self.run("job receipt paid", Self.node([Self.deal(0, .void)]))
        #expect(none.status == 1 && none.error.contains("no execution of paid was paid for"), "\(none.error)")
        let many = await Self.run("job receipt paid", Self.node((0..<30).map { Self.deal($0, .unchecked) }))
        #expect(many.error.contains("… 10 more: bacalhau job deals paid"), "\(many.error)")
    }
}
