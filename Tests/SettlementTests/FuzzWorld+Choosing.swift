import ContentAddressing
import Core

@testable import Settlement

extension FuzzWorld {
    /// A message that moves a deal on, or one that should not.
    mutating func choose() -> (Message, AccountID) {
        switch random.below(100) {
        case 0..<8: return money()
        case 8..<16:
            if !sent.isEmpty { return sent[random.below(sent.count)] }
            return post()
        case 16..<24: return post()
        case 24..<36: return nonsense()
        default:
            let open = machine.openDeals
            guard !open.isEmpty else { return post() }
            let deal = open[random.below(open.count)]
            return advance(deal)
        }
    }

    private mutating func anyone() -> AccountID {
        random.chance(1, in: 4) ? clients[random.below(3)].account : nodes[random.below(nodes.count)]
    }

    private mutating func money() -> (Message, AccountID) {
        let actor = anyone()
        let amount = [1, 1_000, 200_000, 600_000, -5, 0, Int64.max][random.below(7)]
        switch random.below(6) {
        case 0: return (.deposit(account: actor, amount: amount), actor)
        case 1: return (.withdraw(amount: amount), actor)
        case 2, 3: return (.stake(amount: amount), actor)
        case 4: return (.unstake(amount: amount), actor)
        default: return (.setExiting(random.chance(1, in: 3)), actor)
        }
    }

    private mutating func post() -> (Message, AccountID) {
        let index = random.below(3)
        let client = clients[index]
        let nonce = nonces[index]
        if random.chance(9, in: 10) { nonces[index] += 1 }
        let job = JobKey(
            HashInput.hash(capacity: 16) {
                $0.append(UInt64(random.below(400))); $0.append(seed)
            }
        )
        let cap = Int64([1, 7, 999, 1_000, 3_001][random.below(5)])
        var post =
            random.chance(1, in: 2)
            ? client.post(nonce: nonce, job: job, cap: cap, maxFuel: 1_000, tExec: Int64(1 + random.below(200)))
            : client.postMetered(
                nonce: nonce,
                job: job,
                cap: cap,
                price: 10_000_000,
                priceMem: Int64(random.below(3)) * 1_000_000,
                maxFuel: 100,
                tExec: 50
            )
        if random.chance(1, in: 20) { post.encKey = .zero }
        if random.chance(1, in: 20) { post.maxFuel = .max }
        return (.post(post), random.chance(1, in: 30) ? anyone() : client.account)
    }

    private mutating func opening(honest: Bool) -> Opening {
        let answer: UInt8 = honest ? 1 : UInt8(2 + random.below(2))
        var rho = (random.next(), random.next(), random.next(), random.next())
        return Opening(
            receipt: Digest256(repeating: answer),
            fuel: 50,
            pages: 3,
            blob: .zero,
            rho: withUnsafeBytes(of: &rho) { Digest256($0) }
        )
    }

    private mutating func advance(_ deal: Deal) -> (Message, AccountID) {
        let owner = machine.account(at: deal.client).id
        let client = clients.first { $0.account == owner } ?? clients[0]
        switch deal.state {
        case .posted:
            if random.chance(1, in: 10) { return (.cancel(deal.id), owner) }
            let price = deal.mode == .job ? Int64(random.below(Int(deal.cap) + 2)) : deal.price
            let offer = Offer(node: nodes[random.below(nodes.count)], jobKey: nil, price: price, expiry: now + 10)
            return (.assign(.init(deal: deal.id, offer: offer)), owner)
        case .assigned, .drawing, .verifying: return work(deal)
        case .committed:
            let primary = machine.account(at: deal.slots[0].node).id
            guard var decide = client.decide(deal, primary: primary) else { return nonsense() }
            if random.chance(1, in: 2) { decide.verify = true }
            return (.decide(decide), owner)
        case .verdict:
            let what: [ClientVerdict] = [.pay, .escalate, .escalate, .dispute, .dispute]
            return (.verdict(deal.id, what[random.below(5)]), owner)
        case .revealing: return reveal(deal)
        }
    }

    private mutating func work(_ deal: Deal) -> (Message, AccountID) {
        guard let slot = deal.slots.firstIndex(where: { $0.state == .assigned }) else { return nonsense() }
        let node = machine.account(at: deal.slots[slot].node).id
        if random.chance(1, in: 12) { return (.decline(deal.id), node) }
        if random.chance(1, in: 12), let other = deal.slots.firstIndex(where: { $0.state == .committed }),
            let commitment = deal.slots[other].commitment, let leaked = openings[commitment]
        {
            return (.reportLeak(deal.id, slot: UInt32(other), leaked), node)
        }
        let opening = opening(honest: random.chance(2, in: 3))
        let party = DealNode(account: node, sealing: .tag)
        let isGreedy = random.chance(1, in: 12)
        let charge = isGreedy ? deal.cap : deal.cost(fuel: opening.fuel, pages: opening.pages) ?? 0
        guard var commit = party.commit(opening, to: deal, slot: slot, charge: charge) else { return nonsense() }
        if random.chance(1, in: 12) { commit.ciphertext = .zero }
        openings[commit.commitment] = opening
        return (.commit(commit), node)
    }

    private mutating func reveal(_ deal: Deal) -> (Message, AccountID) {
        let slot = random.below(deal.slots.count)
        guard let commitment = deal.slots[slot].commitment, let opening = openings[commitment] else {
            return nonsense()
        }
        return (.reveal(deal.id, slot: UInt32(slot), opening), anyone())
    }

    /// A message of a random kind about a random deal from a random account.
    private mutating func nonsense() -> (Message, AccountID) {
        let deal =
            known.isEmpty || random.chance(1, in: 10)
            ? DealID(Digest256(repeating: 1)) : known[random.below(known.count)]
        let actor = anyone()
        let opening = opening(honest: true)
        switch random.below(9) {
        case 0: return (.cancel(deal), actor)
        case 1: return (.decline(deal), actor)
        case 2: return (.verdict(deal, [.pay, .escalate, .dispute][random.below(3)]), actor)
        case 3: return (.reveal(deal, slot: UInt32(random.below(5)), opening), actor)
        case 4: return (.reportLeak(deal, slot: UInt32.max, opening), actor)
        case 5:
            let decide = Message.Decide(deal: deal, k: .zero, pPpm: .max, verify: true, multBps: .max)
            return (.decide(decide), actor)
        case 6:
            let commit = Message.Commit(deal: deal, commitment: .zero, ciphertext: .zero, charge: .max)
            return (.commit(commit), actor)
        case 7:
            let offer = Offer(node: anyone(), jobKey: JobKey(.zero), price: .max, expiry: 0)
            return (.assign(.init(deal: deal, offer: offer)), actor)
        default:
            let offer = Offer(node: anyone(), jobKey: nil, price: 1, expiry: .max)
            return (.assign(.init(deal: deal, offer: offer)), actor)
        }
    }
}
