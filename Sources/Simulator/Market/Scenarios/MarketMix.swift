package import Core
import Settlement

/// A market put together on the command line: so many nodes, some parts of which follow strategies.
package struct MarketMix: Hashable, Sendable {
    package var nodes = 60
    package var seed: UInt64 = 1
    package var deals = 100_000
    package var sigma: Int64 = 200
    package var pPpm: Int64 = 25_000
    package var profile = MarketProfile.pair3
    /// Parts of the nodes that are not honest.
    package var parts: [Part] = []
    /// Clients beside the four honest ones.
    package var clients: [ClientBehaviour] = []

    /// A part of the nodes.
    package struct Part: Hashable, Sendable {
        package var strategy: MarketStrategy
        package var share: Double
    }

    package init() {}

    /// Reads `lazy=10%,cartel=33%`; throws `badRequest` naming what is wrong.
    package static func parts(_ text: String) throws(CoreError) -> [Part] {
        var parts: [Part] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: true) {
            let halves = item.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, let strategy = MarketStrategy(rawValue: String(halves[0])) else {
                throw bad("\(item) is not a strategy and its share, as in lazy=10%", strategies)
            }
            let number = halves[1].hasSuffix("%") ? halves[1].dropLast() : halves[1]
            guard let percent = Double(number), percent > 0, percent <= 100 else {
                throw bad("\(item) has no share from 0% to 100%", "write one such as lazy=10%")
            }
            parts.append(Part(strategy: strategy, share: percent / 100))
        }
        return parts
    }

    /// Reads `silent,framing`; throws `badRequest` for a name that is none.
    package static func clients(_ text: String) throws(CoreError) -> [ClientBehaviour] {
        var clients: [ClientBehaviour] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: true) {
            guard let client = ClientBehaviour(rawValue: String(item)) else {
                let names = ClientBehaviour.allCases.map(\.rawValue).joined(separator: ", ")
                throw bad("\(item) is no kind of client", "the kinds are \(names)")
            }
            clients.append(client)
        }
        return clients
    }

    /// The setup of the run; throws `badRequest` when the parts are more than all nodes.
    package func setup() throws(CoreError) -> MarketSetup {
        var terms = MarketTerms(profile)
        terms.cost = 0.7
        terms.p = Double(pPpm) / 1e6
        terms.sigma = Double(sigma)
        var groups: [NodeGroup] = []
        var left = nodes
        for part in parts {
            let count = Int((Double(nodes) * part.share).rounded())
            guard count > 0 else {
                throw Self.bad("\(part.strategy.rawValue) is less than one node of \(nodes)", "take more nodes")
            }
            left -= count
            groups.append(part.strategy.group(count, of: nodes, terms))
        }
        guard left >= 0 else { throw Self.bad("the strategies are more than \(nodes) nodes", "take smaller shares") }
        if left > 0 { groups.insert(.honest(left), at: 0) }
        var setup = MarketSetup("market", seed: seed, deals: deals, groups: groups)
        setup.params.pMinPpm = pPpm
        setup.params.nFirst = profile.nFirst
        setup.params.nMax = profile.nMax
        setup.isMetered = parts.contains { $0.strategy == .throttler }
        if setup.isMetered { setup.cap = 1_250_000 }
        setup.setSigma(sigma)
        setup.focus = groups.first { $0.name != "honest" }?.name
        let accomplices = groups.firstIndex { $0.name == MarketStrategy.framing.rawValue }
        for client in clients {
            setup.clients.append(ClientGroup(client.rawValue + " client", 1, client, accomplices: accomplices))
        }
        return setup
    }

    private static var strategies: String {
        "the strategies are " + MarketStrategy.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private static func bad(_ message: String, _ hint: String) -> CoreError {
        CoreError(.badRequest, message, hint: hint, component: "Simulator")
    }
}
