package import ContentAddressing
import Core

extension SettlementMachine {
    /// Applies a message of an account at a time; what is due comes first, and a refused message changes nothing.
    ///
    /// `events`, `closed` and `touched` tell what this call did.
    package mutating func apply(_ message: Message, from actor: AccountID, now: Int64) -> Reply {
        clearReport()
        do throws(SettlementError) {
            try checkTime(now)
            settleDue(now)
            let deal = try handle(message, from: actor, now: now)
            time = now
            return .accepted(deal)
        } catch {
            return .rejected(error)
        }
    }

    /// Carries out everything that time alone brings: a new epoch, due draws, ended waits; anybody may call it.
    @discardableResult
    package mutating func tick(now: Int64) -> Reply {
        clearReport()
        do throws(SettlementError) {
            try checkTime(now)
        } catch {
            return .rejected(error)
        }
        settleDue(now)
        while let first = timers.first, first.time < now { expire(first.deal, now: now) }
        time = now
        return .accepted(nil)
    }

    /// Carries out what time brings to one deal.
    @discardableResult
    package mutating func tick(_ id: DealID, now: Int64) -> Reply {
        clearReport()
        do throws(SettlementError) {
            try checkTime(now)
            settleDue(now)
            let index = try openDeal(id)
            if deals[index].timer < now { expire(index, now: now) }
            time = now
            return .accepted(nil)
        } catch {
            return .rejected(error)
        }
    }

    /// Takes the beacon's value of a round, then carries out what is due.
    ///
    /// Rounds come in their order and not before their time; a round that was missing too long has its value already.
    @discardableResult
    package mutating func publish(_ value: Digest256, round: UInt64, now: Int64) -> Reply {
        clearReport()
        do throws(SettlementError) {
            try checkTime(now)
            guard round <= params.round(at: now) else {
                throw SettlementError(.beacon, "round \(round) has not begun")
            }
            guard round > beacon.last.round else {
                throw SettlementError(.beacon, "round \(round) is not after round \(beacon.last.round)")
            }
        } catch {
            return .rejected(error)
        }
        record(value, round: round, now: now)
        settleDue(now)
        time = now
        return .accepted(nil)
    }

    /// Changes the parameters for deals posted from now on.
    @discardableResult
    package mutating func change(_ params: Params, now: Int64, acceptingRisks: Bool = false) -> Reply {
        clearReport()
        do throws(SettlementError) {
            try checkTime(now)
            if let problem = params.problems().first(where: { $0.isFatal || !acceptingRisks }) {
                throw SettlementError(.params, problem.description)
            }
            guard params.beaconPeriod == self.params.beaconPeriod, params.epochLen == self.params.epochLen else {
                throw SettlementError(.params, "rounds and epochs have to stay as long as they are")
            }
            guard paramsHistory.count < Self.paramsMax else {
                throw SettlementError(.limit, "the parameters were changed \(Self.paramsMax) times")
            }
        } catch {
            return .rejected(error)
        }
        settleDue(now)
        paramsHistory.append(params)
        stakeGeneration += 1
        time = now
        return .accepted(nil)
    }

    static let paramsMax = 4096

    private mutating func handle(
        _ message: Message,
        from actor: AccountID,
        now: Int64
    ) throws(SettlementError) -> DealID? {
        switch message {
        case .deposit(let account, let amount): try deposit(amount, to: account)
        case .withdraw(let amount): try withdraw(amount, from: try accountIndex(actor))
        case .stake(let amount): try stake(amount, of: try accountIndex(actor))
        case .unstake(let amount): try unstake(amount, of: try accountIndex(actor), now: now)
        case .setExiting(let flag): setExiting(flag, of: try accountIndex(actor))
        case .post(let post): return try self.post(post, client: try accountIndex(actor), now: now)
        case .cancel(let deal): try cancel(try openDeal(deal), client: try accountIndex(actor), now: now)
        case .assign(let assign):
            try self.assign(assign.offer, to: try openDeal(assign.deal), client: try accountIndex(actor), now: now)
        case .decline(let deal): try decline(try openDeal(deal), node: try accountIndex(actor), now: now)
        case .commit(let commit):
            try self.commit(commit, to: try openDeal(commit.deal), node: try accountIndex(actor), now: now)
        case .decide(let decide):
            try self.decide(decide, on: try openDeal(decide.deal), client: try accountIndex(actor), now: now)
        case .verdict(let deal, let what):
            try verdict(what, on: try openDeal(deal), client: try accountIndex(actor), now: now)
        case .reportLeak(let deal, let slot, let opening):
            try reportLeak(opening, of: slot, in: try openDeal(deal), reporter: try accountIndex(actor), now: now)
        case .reveal(let deal, let slot, let opening):
            _ = try accountIndex(actor)
            try reveal(opening, of: slot, in: try openDeal(deal), now: now)
        }
        return nil
    }

    private func checkTime(_ now: Int64) throws(SettlementError) {
        guard now >= time else { throw SettlementError(.time, "the time \(now) lies before \(time)") }
        guard now <= Self.timeMax else { throw SettlementError(.time, "the time \(now) is beyond the ledger's end") }
    }

    mutating func clearReport() {
        events.removeAll(keepingCapacity: true)
        closed.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
        touchedDeals.removeAll(keepingCapacity: true)
    }
}
