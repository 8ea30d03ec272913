import Client
import Core
import Settlement
import TestKit
import Testing

/// Nodes that lie, end to end through the API: they are caught, slashed and excluded, and honest ones are paid.
@Suite(.serialized) struct CheaterTests {
    @Test(.timeLimit(.minutes(5)), arguments: [#"{"Style": "assured"}"#, #"{"Style": "redundant"}"#])
    func aLiarIsCaughtBeforeItsResultCounts(trust: String) async throws {
        try await TemporaryFolder.with { folder in
            let lies = TestEngine.Switch(true)
            try await TrustCluster.with(
                folder.path("data"),
                nodes: 6,
                honesty: { $0 == "node-1" ? .liar(lies) : .honest }
            ) { cluster in
                let before = try await cluster.wealth()
                let job = try await cluster.run(TrustCluster.spec("c", count: 18, trust: trust))
                #expect(job.state == "Completed", "\(job)")
                // Every result that counts is right.
                let outputs = try await cluster.client.executions(of: job.id).filter { $0.state == 9 }.map(\.stdout)
                #expect(outputs.sorted() == (0..<18).map { "truth c \($0)\n" }.sorted())
                let deals = try await cluster.closedDeals(of: job.id)
                #expect(deals.contains { $0.trust == .refuted })
                #expect(try await cluster.membership(of: 1) == .rejected)
                for (node, old) in before.enumerated() {
                    let change = try await cluster.wealth(of: node) - old
                    if node == 1 { #expect(change < 0) } else { #expect(change >= 0, "node \(node): \(change)") }
                }
                try await cluster.expectBalance()
                // It gets no more work.
                let liar = try await cluster.nodeID(1)
                let next = try await cluster.run(TrustCluster.spec("d", count: 12, trust: trust))
                #expect(try await cluster.client.executions(of: next.id).allSatisfy { $0.nodeID != liar })
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func whatACaughtNodeDidBeforeIsRunAgain() async throws {
        try await TemporaryFolder.with { folder in
            let lies = TestEngine.Switch(true)
            try await TrustCluster.with(
                folder.path("data"),
                nodes: 5,
                honesty: { $0 == "node-1" ? .liar(lies) : .honest }
            ) { cluster in
                let liar = try await cluster.nodeID(1)
                // Taken without a check, but for one in forty.
                let trust = #"{"Style": "verified", "WhenRefuted": "rerun"}"#
                let early = try await cluster.run(TrustCluster.spec("early", count: 20, trust: trust))
                #expect(try await cluster.client.executions(of: early.id).contains { $0.stdout.hasPrefix("lie") })
                _ = try await cluster.closedDeals(of: early.id)
                let caught = try await cluster.run(
                    TrustCluster.spec("late", count: 20, trust: #"{"Style": "verified", "CheckPercent": 100}"#)
                )
                _ = try await cluster.closedDeals(of: caught.id)
                #expect(try await cluster.membership(of: 1) == .rejected)
                try await eventually(limit: .seconds(60), "another version of the early job") {
                    let job = try await cluster.client.job(early.id)
                    return job.version > 1 && job.state == "Completed"
                }
                let again = try await cluster.client.executions(of: early.id).filter { $0.nodeID != liar }
                #expect(again.filter { $0.stdout.hasPrefix("truth") }.count >= 20)
                let suspects = try await cluster.deals.deals(of: NodeID(liar), trust: .unchecked, limit: 100)
                #expect(suspects.contains { $0.message.contains("runs again as version") }, "\(suspects)")
            }
        }
    }

    /// A third of the nodes lies whenever it can and stands by each other's lies.
    @Test(.timeLimit(.minutes(10)))
    func aCartelOfAThirdLosesAgainstTheOthers() async throws {
        try await TemporaryFolder.with { folder in
            let cartel = Cartel()
            let members = 0..<3
            try await TrustCluster.with(
                folder.path("data"),
                nodes: 9,
                honesty: { name in members.contains { name == "node-\($0)" } ? .cartel(cartel) : .honest }
            ) { cluster in
                let before = try await cluster.wealth()
                let trust = #"{"Style": "verified", "CheckPercent": 50}"#
                var deals: [DealRecord] = []
                for round in 0..<5 {
                    try await cluster.readmit(members.upperBound..<9)
                    let job = try await cluster.run(TrustCluster.spec("k\(round)", count: 60, trust: trust))
                    #expect(job.state == "Completed", "\(job)")
                    deals += try await cluster.closedDeals(of: job.id)
                }
                let after = try await cluster.wealth()
                let change = zip(after, before).map { $0 - $1 }
                // The cartel pays for it. An honest node loses only where two of the cartel outvoted it.
                #expect(members.reduce(0) { $0 + change[$1] } < 0, "\(change)")
                let slashes = try await cluster.slashes()
                var outvoted: [Int64] = Array(repeating: 0, count: 9)
                for slash in slashes where !members.contains(slash.node) {
                    #expect(slash.others.count { members.contains($0) } >= 2, "\(slash)")
                    outvoted[slash.node] += slash.amount
                }
                for node in 3..<9 { #expect(change[node] + outvoted[node] >= 0, "node \(node): \(change)") }
                // Until a member is caught, a third node stands by it with 2/7: for three of them the sum is above 10
                // in less than one run of ten thousand.
                #expect(slashes.count { !members.contains($0.node) } <= 10, "\(slashes)")
                for member in members { #expect(try await cluster.membership(of: member) == .rejected) }
                // Wrong results are paid for as often as the analysis says: a lie is caught with p·(1-f)², here 2/9, and
                // the lies of three members before that are more than 60 in less than one run of ten thousand.
                let accepted = cartel.count - deals.count { $0.trust == .refuted }
                #expect(accepted <= 60, "\(accepted) lies were paid for")
                try await cluster.expectBalance()
            }
        }
    }
}
