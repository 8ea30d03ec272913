package import ContentAddressing
import Settlement

extension LedgerState {
    /// Whether time alone changes something now, so that a `tick` has to come before the next message.
    ///
    /// A refused message then changes nothing at all, not even what was due, and need not be in the log.
    package func isDue(now: Int64) -> Bool {
        if let deadline = machine.nextDeadline, deadline < now { return true }
        if now / machine.params.epochLen > machine.time / machine.params.epochLen { return true }
        guard let round = machine.nextDrawRound else { return false }
        let current = machine.params.round(at: now)
        return current >= round + Self.missingRoundsMax || (current >= round && machine.beaconValue(round) != nil)
    }

    /// After so many rounds the protocol's fallback stands in for a value that did not come.
    private static let missingRoundsMax: UInt64 = 10

    /// Carries out what time alone brings.
    package mutating func tick(now: Int64) throws(LedgerFailure) -> LedgerEffects {
        try entry { state throws(SettlementError) in
            try state.take { $0.tick(now: now) }
            return nil
        }
    }

    /// Takes the beacon's value of a round.
    package mutating func publish(_ value: Digest256, round: UInt64, now: Int64) throws(LedgerFailure) -> LedgerEffects
    {
        try entry { state throws(SettlementError) in
            guard round <= state.machine.params.round(at: now), round > state.machine.beaconRound else {
                throw SettlementError(.beacon, "round \(round) is not the next one")
            }
            try state.track.take(value, round: round)
            try state.take { $0.publish(value, round: round, now: now) }
            return nil
        }
    }

    /// Takes the announcement of the next chain of beacon values.
    package mutating func announce(_ chain: BeaconChain, now: Int64) throws(LedgerFailure) -> LedgerEffects {
        try entry { state throws(SettlementError) in
            let params = state.machine.params
            try state.track.announce(
                chain,
                round: params.round(at: now),
                delay: UInt64(clamping: params.beaconDelay)
            )
            return nil
        }
    }

    /// Takes an account's message; throws what refuses it, and then nothing has changed.
    package mutating func apply(_ envelope: CheckedEnvelope, now: Int64) throws(LedgerFailure) -> LedgerEffects {
        try entry { state throws(SettlementError) in
            guard now >= 0, UInt64(now) <= envelope.expiry else {
                throw SettlementError(.late, "the message has expired")
            }
            if let last = state.nonces.last(envelope.account), envelope.nonce <= last {
                throw SettlementError(.nonce, "the account's last nonce is \(last)")
            }
            let deal = try state.handle(envelope.message, from: envelope.account, now: now)
            state.nonces.use(envelope.nonce, of: envelope.account)
            return deal
        }
    }

    /// Does one entry's work and collects what it did.
    private mutating func entry(
        _ body: (inout LedgerState) throws(SettlementError) -> DealID?
    ) throws(LedgerFailure) -> LedgerEffects {
        events.removeAll(keepingCapacity: true)
        let deal: DealID?
        do throws(SettlementError) {
            deal = try body(&self)
        } catch {
            if let broken { throw .broken(broken) }
            throw .refused(error)
        }
        if let broken { throw .broken(broken) }
        return LedgerEffects(deal: deal, events: events)
    }

    private mutating func handle(
        _ message: LedgerMessage,
        from actor: AccountID,
        now: Int64
    ) throws(SettlementError) -> DealID? {
        switch message {
        case .deal(let message): return try handle(message, from: actor, now: now)
        case .allow(let child, let limit, let expiry):
            guard machine.account(actor) != nil else {
                throw SettlementError(.unknownAccount, "the account has never had money")
            }
            try allowances.allow(actor, child, limit: limit, expiry: expiry)
            events.append(LedgerEvent(.allowed, account: actor, amount: limit))
            events.append(LedgerEvent(.allowed, account: child, amount: limit))
        case .draw(let parent, let amount):
            try allowances.check(amount, of: parent, for: actor, now: now)
            try move(amount, from: parent, to: actor, as: .drawn, now: now)
            allowances.move(amount, parent, actor)
        case .giveBack(let parent, let amount):
            try allowances.checkOwed(amount, to: parent, by: actor)
            try move(amount, from: actor, to: parent, as: .givenBack, now: now)
            allowances.move(-amount, parent, actor)
        case .recall(let child, let amount):
            try allowances.checkOwed(amount, to: actor, by: child)
            try move(amount, from: child, to: actor, as: .recalled, now: now)
            allowances.move(-amount, actor, child)
        case .faucet(let account, let amount):
            try checkOperator(actor, "only the operator runs the faucet")
            try faucet.check(amount, to: account, perDay: genesis.faucetPerDay, now: now)
            try take { $0.apply(.deposit(account: account, amount: amount), from: actor, now: now) }
            faucet.give(amount, to: account, now: now)
            events.append(LedgerEvent(.fromFaucet, account: account, amount: amount))
        case .params(let params):
            try checkOperator(actor, "only the operator changes parameters")
            let isTest = genesis.isTest
            try take { $0.change(params, now: now, acceptingRisks: isTest) }
            events.append(LedgerEvent(.paramsChanged))
        }
        return nil
    }

    /// A message of the protocol; what a sub-account owes cannot leave it.
    private mutating func handle(
        _ message: Message,
        from actor: AccountID,
        now: Int64
    ) throws(SettlementError) -> DealID? {
        switch message {
        case .deposit: try checkOperator(actor, "only the operator brings money in")
        case .withdraw(let amount), .stake(let amount):
            let owed = allowances.owed(by: actor)
            let available = machine.account(actor)?.available ?? 0
            guard owed == 0 || amount <= available - owed else {
                throw SettlementError(.balance, "\(owed) of the \(available) available belong to a parent account")
            }
        default: break
        }
        return try take { $0.apply(message, from: actor, now: now) }
    }

    private func checkOperator(_ actor: AccountID, _ message: String) throws(SettlementError) {
        guard actor == genesis.operatorAccount else { throw SettlementError(.notYours, message) }
    }

    /// Moves money between accounts as a withdrawal and a deposit, so that the machine's own rules watch over it.
    ///
    /// The deposit cannot be refused: the same amount has just left the ledger, and there is room for the account.
    private mutating func move(
        _ amount: Int64,
        from source: AccountID,
        to target: AccountID,
        as kind: LedgerEvent.Kind,
        now: Int64
    ) throws(SettlementError) {
        guard machine.account(target) != nil || machine.accountCount < Self.movableAccountsMax else {
            throw SettlementError(.limit, "there are too many accounts")
        }
        try take { $0.apply(.withdraw(amount: amount), from: source, now: now) }
        try take { $0.apply(.deposit(account: target, amount: amount), from: target, now: now) }
        events.append(LedgerEvent(kind, account: source, amount: -amount))
        events.append(LedgerEvent(kind, account: target, amount: amount))
    }

    /// No new account is made by moving money when there are this many.
    private static let movableAccountsMax = 1 << 25

    /// Has the machine do something, and looks whether its promises still hold.
    @discardableResult
    private mutating func take(_ body: (inout SettlementMachine) -> Reply) throws(SettlementError) -> DealID? {
        let reply = body(&machine)
        if let error = reply.error { throw error }
        do throws(InvariantViolation) {
            try checker.check(machine)
        } catch {
            broken = error
        }
        for event in machine.events { events.append(LedgerEvent(event)) }
        return reply.deal
    }
}
