import Client
import Core
import TestKit
import Testing

/// The styles of running, end to end through the API, with honest nodes.
@Suite(.serialized) struct StyleTests {
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            #"{"Style": "verified"}"#, #"{"Style": "verified", "CheckPercent": 100}"#, #"{"Style": "assured"}"#,
            #"{"Style": "redundant", "Replicas": 3}"#,
        ]
    )
    func honestNodesArePaidAndResultsAreRight(trust: String) async throws {
        try await TemporaryFolder.with { folder in
            try await TrustCluster.with(folder.path("data"), nodes: 5, honesty: { _ in .honest }) { cluster in
                let before = try await cluster.wealth()
                let job = try await cluster.run(TrustCluster.spec("a", count: 4, trust: trust))
                #expect(job.state == "Completed", "\(job)")
                let executions = try await cluster.client.executions(of: job.id).filter { $0.state == 9 }
                #expect(executions.map(\.stdout).sorted() == (0..<4).map { "truth a \($0)\n" })
                // An order that waited long on a busy machine may have been called back; its deal is void.
                let deals = try await cluster.closedDeals(of: job.id).filter { $0.trust != .void }
                #expect(deals.count == 4)
                let isChecked = !trust.contains("verified") || trust.contains("100")
                if isChecked { #expect(deals.allSatisfy { $0.trust == .verified && $0.checks >= 1 }, "\(deals)") }
                if trust.contains("redundant") { #expect(deals.allSatisfy { $0.checks == 2 }) }
                #expect(deals.allSatisfy { $0.charge == 1_000_000 })
                for (node, old) in before.enumerated() {
                    let new = try await cluster.wealth(of: node)
                    #expect(new >= old, "node \(node) lost \(old - new)")
                }
                let earned = try await cluster.wealth().reduce(0, +) - before.reduce(0, +)
                let paid = deals.reduce(Int64(0)) { $0 + $1.cost - 1_000 }
                #expect(earned == paid)
                try await cluster.expectBalance()
                for deal in deals { try await cluster.expectReceipt(of: deal) }
            }
        }
    }

    /// Work of the sandbox counts no fuel: its node says a price, and is paid that and nothing else.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [#"{"Style": "verified", "CheckPercent": 50}"#, #"{"Style": "assured", "MaxPrice": 20000000}"#]
    )
    func workWithoutFuelIsPaidAsAWhole(trust: String) async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(String(repeating: "x", count: 1_234), to: "input.txt")
            try await TrustCluster.with(folder.path("data"), nodes: 5, engine: "sandbox", honesty: { _ in .honest }) {
                cluster in
                let added = try await cluster.client.addData(path: file).cid
                let before = try await cluster.wealth()
                let spec = TrustCluster.wholeSpec("w", count: 4, seconds: 20, input: added, trust: trust)
                let job = try await cluster.run(spec)
                #expect(job.state == "Completed", "\(job)")
                let executions = try await cluster.client.executions(of: job.id).filter { $0.state == 9 }
                #expect(executions.map(\.stdout).sorted() == (0..<4).map { "truth w \($0)\n" })
                let deals = try await cluster.closedDeals(of: job.id).filter { $0.trust != .void }
                // 20 s of half a processor at 1,000,000 and half a gibibyte at 500,000, and the file.
                let price: Int64 = 10_000_000 + 5_000_000 + 1_234
                #expect(deals.count == 4)
                #expect(deals.allSatisfy { $0.isWhole && $0.charge == price && $0.cap == price }, "\(deals)")
                let earned = try await cluster.wealth().reduce(0, +) - before.reduce(0, +)
                #expect(earned == deals.reduce(Int64(0)) { $0 + $1.cost - 1_000 })
                try await cluster.expectBalance()
                for deal in deals { try await cluster.expectReceipt(of: deal) }
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func fastAndTrustedJobsMakeNoDeals() async throws {
        try await TemporaryFolder.with { folder in
            try await TrustCluster.with(folder.path("data"), nodes: 4, honesty: { _ in .honest }) { cluster in
                let fast = try await cluster.run(TrustCluster.spec("fast", trust: #"{"Style": "fast"}"#))
                let trusted = try await cluster.run(
                    TrustCluster.spec("trusted", count: 3, trust: #"{"Style": "trusted", "Nodes": ["node-2"]}"#)
                )
                #expect(fast.state == "Completed" && trusted.state == "Completed")
                let node = try await cluster.nodeID(2)
                #expect(try await cluster.client.executions(of: trusted.id).allSatisfy { $0.nodeID == node })
                #expect(try await cluster.deals.counts().allSatisfy { $0.count == 0 })
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func openDealsAreSettledAfterARestart() async throws {
        try await TemporaryFolder.with { folder in
            let trust = #"{"Style": "verified", "CheckPercent": 50}"#
            let id = try await TrustCluster.with(folder.path("data"), nodes: 5, honesty: { _ in .honest }) { cluster in
                // Ends at once: the coins are not drawn yet.
                try await cluster.run(TrustCluster.spec("r", count: 12, trust: trust)).id
            }
            let plan = try TrustCluster.existing(folder.path("data"))
            try await TrustCluster.with(folder.path("data"), nodes: 5, ledger: plan, honesty: { _ in .honest }) {
                cluster in
                let deals = try await cluster.closedDeals(of: id).filter { $0.trust != .void }
                #expect(deals.count == 12)
                #expect(deals.allSatisfy { $0.trust == .unchecked || $0.trust == .verified }, "\(deals)")
                #expect(deals.allSatisfy { $0.outcome == "PAID" || $0.outcome == "VERIFIED_PAID" }, "\(deals)")
                try await cluster.expectBalance()
            }
        }
    }
}
