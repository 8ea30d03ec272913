import ContentAddressing
import Core
import Settlement

extension MarketSimulation {
    /// Sends a message; what the ledger refuses is a problem unless it was meant to be.
    @discardableResult
    mutating func send(_ message: Message, from actor: AccountID, mayFail: Bool = false) -> Reply {
        let reply = machine.apply(message, from: actor, now: now)
        if case .rejected(let error) = reply, !mayFail {
            problems.append("deal \(tally.deals): \(message.name) was refused: \(error)")
        }
        noteCall()
        return reply
    }

    /// Lets the defaults of everything that is due happen.
    mutating func tick(at time: Int64) {
        now = max(now, time)
        machine.tick(now: now)
        noteCall()
    }

    /// Goes on to a round of the beacon and publishes its value.
    mutating func publish(_ round: UInt64) {
        now = max(now, Int64(round) * setup.params.beaconPeriod)
        guard machine.beaconRound < round else { return }
        machine.publish(beacon.digest(), round: round, now: now)
        noteCall()
    }

    private mutating func noteCall() {
        if let last = machine.closed.last { closed = last }
        guard setup.checks == .everyMessage else { return }
        do throws(InvariantViolation) {
            guard machine.closed.isEmpty else {
                let expected = expectations()
                return try checker.check(machine) { _ in expected }
            }
            try checker.check(machine)
        } catch {
            problems.append("deal \(tally.deals): \(error)")
        }
    }

    mutating func checkEverything() {
        do throws(InvariantViolation) {
            if setup.checks == .everyMessage { return try checker.checkAll(machine) }
            earlierChecks += checker.checks
            checker = try InvariantChecker(machine)
        } catch {
            problems.append("deal \(tally.deals): \(error)")
        }
    }

    private func expectations() -> InvariantChecker.Expectations {
        let customer = customers[tally.deals % customers.count]
        let isHonest = [.honest, .verifying].contains(customer.behaviour) && setup.commitsUsage
        return InvariantChecker.Expectations(
            isClientHonest: isHonest,
            honestSlots: slots.indices.filter { slots[$0].hasCommitted && slots[$0].plan.isHonest }
        )
    }

    /// Replaces what a node has lost.
    mutating func topUp(_ worker: Int, by amount: Int64) {
        let account = workers[worker].account
        send(.deposit(account: account, amount: amount), from: account)
        send(.stake(amount: amount), from: account)
    }
}
