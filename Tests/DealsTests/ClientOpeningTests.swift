import ContentAddressing
import Core
import Settlement
import Testing

@testable import Deals

/// What nodes show after the end of a deal, and when they may forget it.
@Suite struct ClientOpeningTests {
    private static let rho = Digest256(repeating: 3)

    private static func shown(
        _ scene: inout ClientScene,
        _ record: DealRecord,
        _ rho: Digest256 = rho,
        by node: Int = 0
    ) {
        scene.sent = []
        scene.handle(.opened(record.executionID, from: Sample.nodeID(node), deal: record.deal, rho: rho))
    }

    /// A deal that was paid, with its record on disk.
    private static func paid(reporting: Bool = true) throws -> (ClientScene, DealRecord) {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(.verified, checkPpm: 25_000))
        if reporting { scene.report(order, "truth") }
        try scene.commit(order, "truth")
        try scene.pass(300)
        scene.handle(.saved([order.execution.id], nil))
        return (scene, try #require(scene.last))
    }

    /// What a deal's end says of the commitment is kept for the receipt.
    @Test func anOpeningIsKeptWhenItOpensTheCommitment() throws {
        var (scene, record) = try Self.paid()
        Self.shown(&scene, record, by: 1)
        #expect(scene.last?.rho == nil && scene.sent.isEmpty)
        // A wrong one is of no use.
        Self.shown(&scene, record, Digest256(repeating: 4))
        #expect(scene.last?.rho == nil && scene.sent.map(\.message) == [.openingTaken(deal: record.deal)])
        Self.shown(&scene, record)
        #expect(scene.last?.rho == Self.rho)
    }

    @Test func theNodeForgetsItsOpeningWhenTheRecordIsOnDisk() throws {
        var (scene, record) = try Self.paid()
        Self.shown(&scene, record)
        Self.shown(&scene, record)
        #expect(scene.sent.isEmpty)
        scene.handle(.saved([record.executionID], CoreError(.io, "the disk is full")))
        scene.now = scene.now + .seconds(2)
        scene.handle(.tick)
        #expect(scene.sent.isEmpty && scene.last?.rho == Self.rho)
        scene.handle(.saved([record.executionID], nil))
        #expect(scene.sent.map(\.message) == [.openingTaken(deal: record.deal)])
        // The word was lost.
        Self.shown(&scene, record)
        #expect(scene.sent.map(\.message) == [.openingTaken(deal: record.deal)])
    }

    /// A record that is being written does not have what came meanwhile.
    @Test func onlyTheLastWritingCounts() throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(.verified, checkPpm: 25_000))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        try scene.pass(300)
        let record = try #require(scene.last)
        #expect(!record.isOpen)
        Self.shown(&scene, record)
        scene.handle(.saved([record.executionID], nil))
        #expect(scene.sent.isEmpty)
        scene.handle(.saved([record.executionID], nil))
        #expect(scene.sent.count == 1)
    }

    @Test func anOpeningThatComesBeforeTheEndIsReadIsKept() throws {
        var scene = try ClientScene()
        let order = try scene.running(Sample.spec(.verified, checkPpm: 25_000))
        scene.report(order, "truth")
        try scene.commit(order, "truth")
        let early = try scene.deal(order).record
        // Before the commitment was read: it comes again.
        Self.shown(&scene, early)
        #expect(scene.sent.isEmpty && scene.saved.allSatisfy { $0.rho == nil })
        try scene.pump()
        Self.shown(&scene, early)
        #expect(scene.sent.isEmpty && scene.last?.rho == Self.rho)
        try scene.pass(300)
        #expect(scene.last?.isOpen == false && scene.last?.rho == Self.rho)
        scene.handle(.saved([order.execution.id], nil))
        #expect(scene.sent.map(\.message) == [.openingTaken(deal: early.deal)])
    }

    @Test(arguments: ["known", "open", "none", "other deal", "other node"])
    func afterARestartTheStoreKnowsTheDeal(kind: String) throws {
        var (scene, record) = try Self.paid()
        scene.restart()
        scene.sent = []
        let id = record.executionID
        #expect(!scene.machine.hasRecord(id))
        var found: DealRecord? = record
        switch kind {
        case "open": found?.isOpen = true
        case "none": found = nil
        case "other deal": found?.deal = .zero
        case "other node": found?.nodeID = Sample.nodeID(1)
        default: break
        }
        scene.handle(.openingRecalled(found, id, from: Sample.nodeID(0), deal: record.deal, rho: Self.rho))
        switch kind {
        case "known":
            #expect(scene.last?.rho == Self.rho && scene.sent.isEmpty)
            scene.handle(.saved([id], nil))
            #expect(scene.sent.map(\.message) == [.openingTaken(deal: record.deal)])
        case "open": #expect(scene.sent.isEmpty && scene.last?.rho == nil)
        default: #expect(scene.sent.map(\.message) == [.openingTaken(deal: record.deal)] && scene.last?.rho == nil)
        }
    }
}
