import ContentAddressing
import Core
import Settlement

extension MarketSimulation {
    /// What a slot's commitment will open to.
    mutating func opening(_ plan: SlotPlan, worker: Int) -> Opening {
        let receipt: Digest256
        switch plan.result {
        case .right: receipt = ProtocolHash.receipt(job: job, exit: 0, outputRoot: job.digest, traceRoot: job.digest)
        case .ownWrong: receipt = workers[worker].random.digest()
        case .commonWrong(let group):
            receipt = ProtocolHash.receipt(
                job: job,
                exit: UInt32(group + 1),
                outputRoot: job.digest,
                traceRoot: job.digest
            )
        }
        let fuel = plan.overcharges ? Self.maxFuel : Self.fuel
        return Opening(
            receipt: receipt,
            fuel: setup.commitsUsage ? fuel : 0,
            pages: 0,
            blob: job.digest,
            rho: workers[worker].random.digest()
        )
    }

    /// The commitment that a slot's plan makes.
    func commitment(_ slot: Int, to id: DealID) -> Message.Commit? {
        guard let deal = machine.deal(id) else { return nil }
        let plan = slots[slot].plan
        let side = workers[slots[slot].worker].side
        let charge = charge(plan)
        guard var message = side.commit(slots[slot].opening, to: deal, slot: slot, charge: charge) else { return nil }
        if plan.copies {
            // A copied commitment is as good as this one: neither can be opened.
            message.commitment = slots[slot].opening.rho
            message.ciphertext = deal.slots[0].ciphertext
        } else if plan.sendsGarbage {
            var other = slots[slot].opening
            other.rho = other.blob
            message.ciphertext = side.commit(other, to: deal, slot: slot, charge: charge)?.ciphertext ?? .zero
        }
        return message
    }

    private func charge(_ plan: SlotPlan) -> Int64 {
        guard setup.isMetered, plan.overcharges else { return setup.price }
        return setup.cap
    }
}
