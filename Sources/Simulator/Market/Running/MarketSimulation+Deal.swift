import ContentAddressing
import Core
import Settlement

extension MarketSimulation {
    /// One deal from its posting to its end.
    mutating func runDeal() {
        beginDeal()
        let place = tally.deals % customers.count
        guard let deal = post(from: place) else { return }
        guard let primary = choosePrimary() else {
            send(.cancel(deal), from: customers[place].side.account)
            return finishDeal(primary: nil, customer: place)
        }
        let offer = Offer(
            node: workers[primary].account,
            jobKey: job,
            price: setup.price,
            expiry: now + 60
        )
        send(.assign(Message.Assign(deal: deal, offer: offer)), from: customers[place].side.account)
        addSlot(of: primary, wave: 0) { agent, random, group in agent.planPrimary(group: group, &random) }
        commit(0, to: deal)
        if closed == nil { decide(deal, customer: place) }
        var steps = 0
        while closed == nil, problems.isEmpty {
            verify(deal, customer: place)
            steps += 1
            if steps > 200 { problems.append("deal \(tally.deals) does not end") }
        }
        finishDeal(primary: primary, customer: place)
    }

    private mutating func beginDeal() {
        now += 1
        slots.removeAll(keepingCapacity: true)
        closed = nil
        for group in profits.indices { profits[group] = 0 }
        job = JobKey(jobs.digest())
    }

    private mutating func post(from place: Int) -> DealID? {
        let side = customers[place].side
        let nonce = customers[place].nonce
        customers[place].nonce += 1
        var post = side.post(nonce: nonce, job: job, cap: setup.cap, maxFuel: Self.maxFuel, tExec: Self.tExec)
        if setup.isMetered {
            post.mode = .metered
            post.price = setup.price
        }
        let reply = send(.post(post), from: side.account)
        return reply.deal
    }

    /// Adds a slot with what its node is going to do.
    mutating func addSlot(
        of worker: Int,
        wave: Int,
        _ plan: (inout any NodeAgent, inout RandomStream, Int) -> SlotPlan
    ) {
        var random = workers[worker].random
        let group = workers[worker].group
        let plan = plan(&workers[worker].agent, &random, group)
        workers[worker].random = random
        slots.append(Job(worker: worker, wave: wave, plan: plan, opening: opening(plan, worker: worker)))
        if plan.runs { profits[workers[worker].group] -= setup.cost }
    }

    /// Carries out a slot's plan as far as its commitment.
    mutating func commit(_ slot: Int, to id: DealID) {
        let plan = slots[slot].plan
        guard plan.presence == .inTime else { return miss(slot, of: id) }
        guard let message = commitment(slot, to: id) else {
            problems.append("deal \(tally.deals): slot \(slot) cannot commit")
            return
        }
        slots[slot].hasCommitted = true
        send(.commit(message), from: workers[slots[slot].worker].account)
    }

    /// Lets a slot's time pass; of several slots the last one ends the wait for all.
    private mutating func miss(_ slot: Int, of id: DealID) {
        guard slot == 0, let deal = machine.deal(id) else { return }
        let deadline = deal.slots[0].deadline
        if slots[slot].plan.presence == .tooLate, let message = commitment(slot, to: id) {
            now = deadline + 1
            send(.commit(message), from: workers[slots[slot].worker].account, mayFail: true)
        }
        tick(at: deadline + 1)
    }

    /// The fuel of a run.
    static let fuel: UInt64 = 1_000_000_000
    /// The fuel that a job may use.
    static let maxFuel: UInt64 = 1_250_000_000
    /// The seconds that a job may take.
    static let tExec: Int64 = 125
}
