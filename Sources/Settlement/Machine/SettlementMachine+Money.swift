import ContentAddressing
import Core

extension SettlementMachine {
    mutating func deposit(_ amount: Int64, to id: AccountID) throws(SettlementError) {
        try checkAmount(amount)
        guard let total = Units.sum(external, amount) else {
            throw SettlementError(.amount, "more than \(Units.supplyMax) units cannot exist")
        }
        guard accounts.count < Self.accountsMax else { throw SettlementError(.limit, "there are too many accounts") }
        let index = account(creating: id)
        accounts[index].available += amount
        external = total
        touch(account: index)
        report(.deposited, account: index, amount: amount)
    }

    mutating func withdraw(_ amount: Int64, from index: Int) throws(SettlementError) {
        try spend(amount, of: index)
        external -= amount
        report(.withdrawn, account: index, amount: amount)
    }

    mutating func stake(_ amount: Int64, of index: Int) throws(SettlementError) {
        try spend(amount, of: index)
        accounts[index].freeStake += amount
        stakeGeneration += 1
        report(.staked, account: index, amount: amount)
    }

    mutating func unstake(_ amount: Int64, of index: Int, now: Int64) throws(SettlementError) {
        try checkAmount(amount)
        guard accounts[index].freeStake >= amount else {
            throw SettlementError(.balance, "the free stake is \(accounts[index].freeStake)")
        }
        accounts[index].freeStake -= amount
        accounts[index].unbonding += amount
        stakeGeneration += 1
        let release = now + params.unbond
        var place = unbonding.count
        while place > 0, unbonding[place - 1].release > release { place -= 1 }
        unbonding.insert(Unbonding(release: release, account: index, amount: amount), at: place)
        touch(account: index)
        report(.unstaked, account: index, amount: amount)
    }

    mutating func setExiting(_ flag: Bool, of index: Int) {
        accounts[index].isExiting = flag
        stakeGeneration += 1
        touch(account: index)
        report(.exiting, account: index, amount: flag ? 1 : 0)
    }

    /// Takes money that is free; a client with open deals keeps its minimum, so that a slash finds something.
    private mutating func spend(_ amount: Int64, of index: Int) throws(SettlementError) {
        try checkAmount(amount)
        let kept = accounts[index].openDeals > 0 ? params.clientMin : 0
        guard accounts[index].available >= amount, accounts[index].available - amount >= kept else {
            throw SettlementError(.balance, "\(accounts[index].available) are available, \(kept) have to stay")
        }
        accounts[index].available -= amount
        touch(account: index)
    }

    private func checkAmount(_ amount: Int64) throws(SettlementError) {
        guard amount > 0 else { throw SettlementError(.amount, "an amount has to be positive") }
    }

    /// The index of an account, which is made when it is new.
    mutating func account(creating id: AccountID) -> Int {
        if let index = accountIndexes[id] { return index }
        accounts.append(Account(id: id))
        accountIndexes[id] = accounts.count - 1
        return accounts.count - 1
    }

    func accountIndex(_ id: AccountID) throws(SettlementError) -> Int {
        guard let index = accountIndexes[id] else {
            throw SettlementError(.unknownAccount, "the account has never had money")
        }
        return index
    }

    mutating func touch(account index: Int) { touched.append(index) }

    mutating func report(_ kind: Event.Kind, deal: Int? = nil, account: Int? = nil, slot: Int = -1, amount: Int64 = 0) {
        events.append(
            Event(
                kind,
                deal: deal.map { deals[$0].id },
                account: account.map { accounts[$0].id },
                slot: slot,
                amount: amount
            )
        )
    }
}
