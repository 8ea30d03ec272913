import ContentAddressing
import Core
import Ledger
import Settlement

/// Messages by chance, sensible and senseless ones, for a ledger of `LedgerScene`.
struct RandomMessages {
    private var random: SplitMix64
    private let keys: [SigningKey]
    private let clients: [DealClient]
    private var nonces: [UInt64]
    private var openings: [JobKey: Opening] = [:]
    private var jobs: UInt64 = 0

    init(seed: UInt64) throws {
        random = SplitMix64(seed: seed)
        let numbers: [UInt8] = [1] + Array(10..<15) + Array(20..<24) + [50, 51]
        keys = try numbers.map { try LedgerScene.key($0) }
        clients = try numbers.map { try LedgerScene.client($0, verifies: $0 % 2 == 0) }
        nonces = numbers.map { _ in 0 }
    }

    mutating func below(_ bound: Int) -> Int { Int(random.below(bound)) }

    /// The next message, signed.
    mutating func next(_ state: LedgerState, now: Int64) throws -> CheckedEnvelope {
        var sender = below(keys.count)
        let message: LedgerMessage
        if below(3) == 0, let (answer, account) = step(state, now: now),
            let index = keys.firstIndex(where: { $0.account == account })
        {
            message = .deal(answer)
            sender = index
        } else {
            message = choose(state, sender, now: now)
        }
        nonces[sender] += UInt64(below(3) == 0 ? 0 : 1)
        let expiry = below(20) == 0 ? now - 1 : now + 100
        guard
            let envelope = Envelope(
                message,
                nonce: nonces[sender],
                expiry: UInt64(expiry),
                ledger: state.ledger,
                key: keys[sender]
            )
        else { throw CoreError(.internalError, "the library refuses to sign") }
        return try CheckedEnvelope(envelope.bytes, ledger: state.ledger)
    }

    private mutating func amount() -> Int64 {
        switch below(6) {
        case 0: 0
        case 1: Int64(below(10))
        case 2: 1 << Int64(below(63))
        default: Int64(below(100_000))
        }
    }

    private mutating func choose(_ state: LedgerState, _ sender: Int, now: Int64) -> LedgerMessage {
        let other = keys[below(keys.count)].account
        switch below(14) {
        case 0: return .deal(.deposit(account: other, amount: amount()))
        case 1: return .deal(.withdraw(amount: amount()))
        case 2: return .deal(.stake(amount: amount()))
        case 3: return .deal(.unstake(amount: amount()))
        case 4: return .deal(.setExiting(below(5) == 0))
        case 5: return .allow(account: other, limit: amount(), expiry: now + amount() % 10_000)
        case 6, 7: return .draw(parent: other, amount: amount())
        case 8: return .giveBack(parent: other, amount: amount())
        case 9: return .recall(account: other, amount: amount())
        case 10: return .faucet(account: other, amount: amount() % 2000)
        default:
            jobs += UInt64(below(4) == 0 ? 0 : 1)
            let nonce = state.machine.account(keys[sender].account)?.nextDealNonce ?? 0
            return .deal(.post(LedgerScene.post(clients[sender], nonce: nonce, job: jobs)))
        }
    }

    /// What somebody in an open deal would do next, most of the time rightly.
    private mutating func step(_ state: LedgerState, now: Int64) -> (Message, AccountID)? {
        let machine = state.machine
        let open = machine.openDeals
        guard !open.isEmpty else { return nil }
        let deal = open[below(open.count)]
        let account = machine.account(at: deal.client).id
        guard let client = clients.first(where: { $0.account == account }) else { return nil }
        let nodes = deal.slots.map { machine.account(at: $0.node).id }
        switch deal.state {
        case .posted:
            if below(5) == 0 { return (.cancel(deal.id), account) }
            let node = keys[1 + below(5)]
            let offer = Offer(node: node.account, jobKey: deal.jobKey, price: Int64(900 + below(150)), expiry: now + 5)
            let proof = OfferProof(offer, ledger: state.ledger, key: node)
            return (.assign(.init(deal: deal.id, offer: offer, proof: proof)), account)
        case .assigned, .verifying:
            guard let slot = deal.slots.lastIndex(where: { $0.state == .assigned }) else { return nil }
            if below(8) == 0 { return (.decline(deal.id), nodes[slot]) }
            let node = DealNode(account: nodes[slot], sealing: .tag)
            return node.commit(opening(deal, slot), to: deal, slot: slot).map { (.commit($0), nodes[slot]) }
        case .committed: return client.decide(deal, primary: nodes[0]).map { (.decide($0), account) }
        case .drawing: return nil
        case .verdict:
            let say: ClientVerdict =
                below(6) == 0 ? .dispute : client.verdict(deal, nodes: nodes, params: machine.params(of: deal))
            return (.verdict(deal.id, say), account)
        case .revealing:
            guard let slot = deal.slots.lastIndex(where: { $0.state == .committed }) else { return nil }
            return (.reveal(deal.id, slot: UInt32(slot), opening(deal, slot)), nodes[slot])
        }
    }

    /// The result of a job: the same for all nodes, apart from a liar now and then.
    private func opening(_ deal: Deal, _ slot: Int) -> Opening {
        let isLie = slot > 0 && deal.jobKey.digest.leadingNumber % 7 == UInt64(slot)
        return Opening(
            receipt: deal.jobKey.digest,
            fuel: isLie ? 400 : 500,
            pages: 7,
            blob: .zero,
            rho: Digest256(repeating: UInt8(slot + 1))
        )
    }
}
