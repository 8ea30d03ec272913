import Core
import Settlement
import Testing

@testable import Deals

/// A run costs so much that enough nodes would check it.
@Suite struct CheckerPricesTests {
    @Test(
        arguments: [
            ([], 0), ([12], 10), ([1, 12], 10), ([1, 1, 12], 10), ([1, 1, 1, 12], 1), ([1, 12, 12, 12], 10),
            ([0, 0, 0, 0], 0), ([.max, 12, 12, 12], 10), ([1, 1, 13, 13, 13], 11),
        ] as [([Int64], Int64)]
    )
    func threeQuartersTakeTheCheck(asked: [Int64], least: Int64) {
        let checkers = CheckerPrices(asked.map { NodePrices(perGfuel: $0, perGpageFuel: $0) }, multBps: 12_000)
        let raised = checkers.raised(NodePrices(perGfuel: 1))
        #expect(raised.perGfuel == max(1, least) && raised.perGpageFuel == least)
        let cheap = NodePrices(perGfuel: 1_000, perGpageFuel: 1_000)
        #expect(checkers.raised(cheap) == cheap, "who asks more gets what it asks")
    }

    @Test func workWithoutFuelIsComparedAsAWhole() {
        let asked = [1, 1, 12, 12].map { NodePrices(perCPUSecond: $0 * 1_000, perGiBInput: 1 << 30) }
        let checkers = CheckerPrices(asked, multBps: 12_000)
        var work = PaidWork(engine: "sandbox", measure: .whole(cpuMillis: 1, memoryBytes: 0, seconds: 10))
        // 120 units of processor time and 60 of input, at 1.2.
        #expect(checkers.leastPrice(of: work, inputBytes: 60) == 150)
        #expect(checkers.cap(of: work, at: asked[0], inputBytes: 60) == 150)
        #expect(checkers.cap(of: work, at: asked[3], inputBytes: 60) == 180)
        work.maxPrice = 149
        #expect(checkers.cap(of: work, at: asked[0], inputBytes: 60) == nil)
        work.measure = .whole(cpuMillis: .max, memoryBytes: .max, seconds: .max)
        #expect(checkers.cap(of: work, at: asked[0]) == nil && checkers.leastPrice(of: work, inputBytes: .max) == nil)
    }

    /// A node that asks next to nothing would otherwise be checked by nobody: all who are drawn decline.
    @Test(arguments: [false, true])
    func whoUndercutsIsPaidSoMuchThatItIsChecked(isWhole: Bool) throws {
        var scene = try ClientScene()
        var info = Sample.node(0)
        info.deals?.prices = NodePrices(perGfuel: 1)
        let key = try #require(Sample.nodeKeys[0])
        info.deals?.offer = try #require(NodeOffer.standing(price: 1, expiry: .max, ledger: PureLedger.id, key: key))
        scene.handle(.registered(info, Incarnation(2)))
        let order = Sample.order(0, on: 0, isWhole ? Sample.wholeSpec(.assured) : Sample.spec(.assured))
        scene.handle(.ordered(order))
        if isWhole {
            scene.handle(.measured(order.execution.id, .success(1_000)))
            try scene.offer(order, price: 834)
        }
        #expect(scene.last?.price == 834)
        scene.handle(.saved([order.execution.id], nil))
        try scene.pump()
        scene.report(order, "lie")
        try scene.commit(order, "lie")
        try scene.pump()
        try scene.verify(order, "truth")
        try scene.reveal(order, "lie", "truth")
        #expect(scene.last?.trust == .refuted && scene.excluded == [Sample.nodeID(0)])
    }
}
