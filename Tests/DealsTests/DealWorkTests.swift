import ContentAddressing
import Core
import Deals
import Settlement
import Testing

/// What an order means to the parties of a deal.
@Suite struct DealWorkTests {
    private static func work(
        _ order: ExecutionOrder,
        version: String = Sample.version,
        salt: Digest256 = .zero,
        fuel: UInt64 = 1_000
    ) throws -> DealWork { try DealWork(order, engineVersion: version, salt: salt, fuelMax: fuel) }

    private static func sharded(_ index: Int, job count: Int = 2) -> ExecutionOrder {
        var order = Sample.order(0, on: 0, Sample.spec(.verified))
        let input = InputSpec(
            source: TypedSpec(type: "ipfs", params: .object([.init("CID", .string(Sample.cid("all").description))])),
            target: "/data"
        )
        order.job.spec.tasks[0].inputs.append(input)
        order.job.partitions = count
        order.job.shares = (0..<count).map { PartitionShare(inputIndex: 1, root: Sample.cid("share \($0)"), bytes: 1) }
        order.execution.partition = index
        return order
    }

    @Test func bothSidesGetTheSameKey() throws {
        let order = Self.sharded(0)
        var other = order
        // What is the node's or the deal's affair is no part of the work.
        other.execution.id = ExecutionID("e-0-check1")
        other.execution.nodeID = Sample.nodeID(4)
        other.execution.attempt = 7
        other.deal = DealTerms(ledger: .zero, deal: .zero, slot: 1, salt: .zero, fuelMax: 3)
        other.job.spec.priority = 9
        let key = try Self.work(order).key
        #expect(try Self.work(other).key == key)
        #expect(try Self.work(order).description.inputs.map(\.cid) == [Sample.cid("share 0").bytes])
    }

    @Test(arguments: [
        "partition", "share", "env", "version", "salt", "fuel", "argument", "program", "memory", "result",
    ])
    func anotherPartOfTheWorkIsAnotherKey(kind: String) throws {
        let order = Self.sharded(0)
        var other = order
        var version = Sample.version
        var salt = Digest256.zero
        var fuel: UInt64 = 1_000
        switch kind {
        case "partition": other.execution.partition = 1
        case "share": other.job.shares[0].root = Sample.cid("another share")
        case "env": other.job.spec.tasks[0].env["A"] = "b"
        case "version": version = "test 2"
        case "salt": salt = Digest256(repeating: 1)
        case "fuel": fuel = 1_001
        case "argument":
            other.job.spec.tasks[0].engine.params = .object([
                .init("EntryModule", .string("/p.wasm")), .init("Parameters", .array([.string("x")])),
            ])
        case "program":
            other.job.spec.tasks[0].inputs[0].source.params = .object([.init("URL", .string("data:,y"))])
        case "memory": other.job.spec.tasks[0].resources.memory = "1Gb"
        default: other.job.spec.tasks[0].resultPaths = [ResultPathSpec(name: "out", path: "/out")]
        }
        #expect(try Self.work(other, version: version, salt: salt, fuel: fuel).key != Self.work(order).key)
    }

    @Test(arguments: ["s3", "url", "localDirectory", "ipfs"])
    func anInputWithoutACIDIsRefused(type: String) throws {
        var order = Sample.order(0, on: 0, Sample.spec(.verified))
        order.job.spec.tasks[0].inputs.append(InputSpec(source: TypedSpec(type: type), target: "/data"))
        let error = #expect(throws: CoreError.self) { try Self.work(order) }
        #expect(error?.code == .validation && error?.hint?.isEmpty == false)
    }

    @Test func aReportStandsForAResultOnlyWhenItHasOne() throws {
        let work = try Self.work(Sample.order(0, on: 0, Sample.spec(.verified)))
        let report = Sample.report(ExecutionID("e-0"), "truth", exit: 3)
        let result = try #require(work.result(of: report))
        #expect(result.exit == 3 && result.fuel == 1_000_000_000 && result.pageFuel == 1_000_000_000)
        #expect(work.result(of: ExecutionReport(executionID: ExecutionID("e-0"), ending: .completed)) == nil)
        // Whoever ran it, and however it hides it, the digest is the same.
        let rhos = [Digest256.zero, Digest256(repeating: 1)]
        #expect(Set(rhos.map { result.opening(job: work.key, rho: $0).digest(job: work.key) }).count == 1)
    }

    @Test(arguments: [(0, 1_000, 0), (1, 1_000, 1_000), (65_536, 1_000, 1_000), (65_537, 1_000, 2_000)])
    func pagesAreCountedWhole(bytes: UInt64, fuel: UInt64, expected: UInt64) {
        var usage = Usage()
        usage.memoryPeakBytes = bytes
        usage.fuel = fuel
        #expect(DealWork.pageFuel(usage) == expected)
        usage.fuel = .max
        usage.memoryPeakBytes = .max
        #expect(DealWork.pageFuel(usage) == .max)
    }
}
