package import ContentAddressing
import Core

/// Watches a machine and says when a promise of the protocol is broken.
///
/// Call `check` after every call of the machine; it looks only at what the call touched, so that it costs a fraction of
/// the call. `checkAll` looks at everything. What depends on who is honest is checked when `Expectations` say so.
package struct InvariantChecker: Sendable {
    /// What the checker knows from outside about a deal that has ended.
    package struct Expectations: Sendable {
        /// The digest that an honest run of the job gives.
        package var rightDigest: Digest256?
        /// The client followed the protocol and was in time.
        package var isClientHonest: Bool
        /// The slots whose nodes ran the job, sealed and charged rightly, and were in time with everything.
        package var honestSlots: [Int]

        package init(rightDigest: Digest256? = nil, isClientHonest: Bool = false, honestSlots: [Int] = []) {
            self.rightDigest = rightDigest
            self.isClientHonest = isClientHonest
            self.honestSlots = honestSlots
        }
    }

    private struct AccountShare: Sendable {
        var total: Int64 = 0
        var escrow: Int64 = 0
        var locked: Int64 = 0
    }

    private struct DealShare: Sendable {
        var client = -1
        var escrow: Int64 = 0
        var locks: [(node: Int, amount: Int64)] = []
    }

    private var accounts: [AccountShare] = []
    private var deals: [DealShare] = []
    /// What deals say about each account.
    private var owed: [(escrow: Int64, locked: Int64)] = []
    private var total: Int64 = 0
    private var burntCount = 0
    /// How many checks were made.
    package private(set) var checks = 0

    /// Starts from a machine as it is, which is checked in full.
    package init(_ machine: SettlementMachine) throws(InvariantViolation) {
        for index in 0..<machine.accountCount { update(account: index, machine) }
        for place in 0..<machine.dealPlaces { update(deal: place, machine) }
        burntCount = machine.burntCount
        try checkAll(machine)
    }

    /// Checks what the machine's last call changed; `expect` says what is known about deals that ended.
    package mutating func check(
        _ machine: SettlementMachine,
        expect: (ClosedDeal) -> Expectations? = { _ in nil }
    ) throws(InvariantViolation) {
        checks += 1
        for place in machine.touchedDeals { update(deal: place, machine) }
        for index in machine.touched { update(account: index, machine) }
        for index in machine.touched { try checkAccount(index, machine) }
        for place in machine.touchedDeals {
            if let deal = machine.openDeal(at: place) { try Self.checkShape(deal, machine) }
        }
        guard total + machine.burned + machine.treasury == machine.external else {
            throw InvariantViolation("I1", "money was made or lost: \(total) in accounts")
        }
        guard machine.burntCount >= burntCount else { throw InvariantViolation("I14", "a burnt key was forgotten") }
        burntCount = machine.burntCount
        for deal in machine.closed { try Self.checkClosed(deal, machine, expect(deal)) }
    }

    /// Checks the whole machine against itself and against what this checker has seen.
    package mutating func checkAll(_ machine: SettlementMachine) throws(InvariantViolation) {
        checks += 1
        try Self.checkMoney(machine)
        for deal in machine.openDeals { try Self.checkShape(deal, machine) }
        for index in 0..<machine.accountCount { try checkAccount(index, machine) }
        guard total + machine.burned + machine.treasury == machine.external else {
            throw InvariantViolation("I1", "money moved without being reported: \(total) in accounts were seen")
        }
    }

    private mutating func update(account index: Int, _ machine: SettlementMachine) {
        while accounts.count <= index {
            accounts.append(AccountShare())
            if owed.count < accounts.count { owed.append((0, 0)) }
        }
        let account = machine.account(at: index)
        total += account.total - accounts[index].total
        accounts[index] = AccountShare(total: account.total, escrow: account.escrow, locked: account.lockedStake)
    }

    private mutating func update(deal place: Int, _ machine: SettlementMachine) {
        while deals.count <= place { deals.append(DealShare()) }
        add(deals[place], sign: -1)
        deals[place].locks.removeAll(keepingCapacity: true)
        guard let deal = machine.openDeal(at: place) else {
            deals[place].client = -1
            return
        }
        deals[place].client = deal.client
        deals[place].escrow = deal.escrow
        for slot in deal.slots where slot.lock != 0 { deals[place].locks.append((slot.node, slot.lock)) }
        add(deals[place], sign: 1)
    }

    private mutating func add(_ share: DealShare, sign: Int64) {
        guard share.client >= 0 else { return }
        grow(to: share.client)
        owed[share.client].escrow += sign * share.escrow
        for lock in share.locks {
            grow(to: lock.node)
            owed[lock.node].locked += sign * lock.amount
        }
    }

    private mutating func grow(to index: Int) {
        while owed.count <= index { owed.append((0, 0)) }
    }

    private func checkAccount(_ index: Int, _ machine: SettlementMachine) throws(InvariantViolation) {
        let account = machine.account(at: index)
        try Self.checkSigns(account)
        guard account.escrow == owed[index].escrow else {
            throw InvariantViolation("I3", "\(account.id) has \(account.escrow) in escrow for \(owed[index].escrow)")
        }
        guard account.lockedStake == owed[index].locked else {
            throw InvariantViolation("I4", "\(account.id) has \(account.lockedStake) locked for \(owed[index].locked)")
        }
    }
}
