import ContentAddressing
import Core
import Settlement

/// The honest parties of a table: a client that posts jobs, and nodes that run what they are given.
struct MarketHouse: Sendable {
    /// The names of its nodes.
    static let nodes = (1...8).map { "house-node-\($0)" }
    /// The name of its client.
    static let client = "house-client"

    var side: DealClient
    var posted = 0
    /// What its nodes have committed to, by deal and slot, until the deal has ended.
    var openings: [(deal: DealID, slot: Int, opening: Opening)] = []

    init(secret: Digest256 = .zero) {
        side = DealClient(
            account: LedgerScript.account(named: Self.client),
            secret: secret,
            sealing: .tag
        )
    }

    /// Whether a name belongs to the house.
    static func owns(_ name: String) -> Bool { name == client || nodes.contains(name) }

    /// What a job really gives.
    static func opening(_ job: JobKey, rho: Digest256) -> Opening {
        let receipt = ProtocolHash.receipt(job: job, exit: 0, outputRoot: job.digest, traceRoot: job.digest)
        return Opening(receipt: receipt, fuel: 1_000_000_000, pages: 0, blob: job.digest, rho: rho)
    }
}

extension MarketTable {
    /// Everything that the house has to do now.
    mutating func takeHouseTurns() {
        postHouseJob()
        // A turn can make room for another; deals move through few states at one time.
        for _ in 0..<8 {
            guard let machine = script.machine else { return }
            var hasActed = false
            for deal in machine.openDeals { hasActed = act(on: deal, machine) || hasActed }
            if !hasActed { break }
        }
        let open = script.machine?.openDeals.map(\.id) ?? []
        house.openings.removeAll { !open.contains($0.deal) }
    }

    /// The house's job goes to a node that offers itself, its own or another's, by stake.
    private mutating func postHouseJob() {
        guard house.posted < Self.houseDealsMax else { return }
        let job = JobKey(random.digest())
        let post = house.side.post(
            nonce: UInt64(house.posted),
            job: job,
            cap: Self.price,
            maxFuel: 1_250_000_000,
            tExec: 125
        )
        house.posted += 1
        say(.post(post), as: house.side.account)
        guard let machine = script.machine else { return }
        let slash = machine.params.slash(cap: Self.price) ?? .max
        let able = machine.weights.filter { entry in
            guard let account = machine.account(entry.node) else { return false }
            return !account.isExiting && account.freeStake >= 2 * slash
                && account.freeStake - slash >= account.stake / 10
        }
        let total = able.reduce(Int64(0)) { $0 + $1.units }
        guard total > 0 else { return }
        var unit = Int64(random.below(UInt64(total)))
        guard
            let node = able.first(where: {
                unit -= $0.units; return unit < 0
            })?.node
        else { return }
        let deal = ProtocolHash.deal(client: house.side.account, nonce: post.nonce, job: job)
        let offer = Offer(node: node, jobKey: job, price: Self.price, expiry: now)
        say(.assign(Message.Assign(deal: deal, offer: offer)), as: house.side.account)
    }

    /// Does what one deal asks of the house; false when that is nothing.
    private mutating func act(on deal: Deal, _ machine: SettlementMachine) -> Bool {
        var hasActed = false
        for (slot, place) in deal.slots.enumerated() {
            let id = machine.account(at: place.node).id
            guard MarketHouse.nodes.contains(where: { LedgerScript.account(named: $0) == id }) else { continue }
            if place.state == .assigned { hasActed = commit(slot, of: deal, as: id) || hasActed }
            guard deal.state == .revealing, place.state == .committed,
                let held = house.openings.first(where: { $0.deal == deal.id && $0.slot == slot })
            else { continue }
            hasActed = say(.reveal(deal.id, slot: UInt32(slot), held.opening), as: id) || hasActed
        }
        guard machine.account(at: deal.client).id == house.side.account else { return hasActed }
        let nodes = deal.slots.map { machine.account(at: $0.node).id }
        switch deal.state {
        case .committed where machine.params.round(at: now) >= deal.coinRound:
            guard let decide = house.side.decide(deal, primary: nodes[0]) else { return hasActed }
            return say(.decide(decide), as: house.side.account) || hasActed
        case .verdict:
            let verdict = house.side.verdict(deal, nodes: nodes, params: machine.params)
            return say(.verdict(deal.id, verdict), as: house.side.account) || hasActed
        default: return hasActed
        }
    }

    private mutating func commit(_ slot: Int, of deal: Deal, as node: AccountID) -> Bool {
        let opening = MarketHouse.opening(deal.jobKey, rho: random.digest())
        guard let commit = DealNode(account: node, sealing: .tag).commit(opening, to: deal, slot: slot) else {
            return false
        }
        house.openings.append((deal.id, slot, opening))
        return say(.commit(commit), as: node)
    }

    @discardableResult
    private mutating func say(_ message: Message, as actor: AccountID) -> Bool {
        let rejected = script.rejectedCount
        _ = script.run(message.scriptLine(actor: actor, time: now))
        return script.rejectedCount == rejected
    }
}
