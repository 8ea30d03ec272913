package import ContentAddressing
import Core

extension SettlementMachine {
    /// An account; nil when it never had money.
    package func account(_ id: AccountID) -> Account? { accountIndexes[id].map { accounts[$0] } }

    /// The account with an index, as slots and deals name it.
    package func account(at index: Int) -> Account { accounts[index] }

    /// How many accounts there are; their indexes are below.
    package var accountCount: Int { accounts.count }

    /// An open deal.
    package func deal(_ id: DealID) -> Deal? { dealIndexes[id].map { deals[$0] } }

    /// The open deals in the order of posting.
    package var openDeals: [Deal] {
        var open: [Deal] = []
        for (index, deal) in deals.enumerated() where dealIndexes[deal.id] == index { open.append(deal) }
        return open.sorted { $0.sequence < $1.sequence }
    }

    /// How many deals are open.
    package var openDealCount: Int { dealIndexes.count }

    /// The deal at a place, if one is open there.
    package func openDeal(at place: Int) -> Deal? {
        guard place < deals.count, dealIndexes[deals[place].id] == place else { return nil }
        return deals[place]
    }

    /// How many places for deals there are, open or free.
    package var dealPlaces: Int { deals.count }

    /// The parameters that hold for a deal.
    package func params(of deal: Deal) -> Params { paramsHistory[deal.paramsVersion] }

    /// Whether a job's result is public, so that it can never be posted again.
    package func isBurnt(_ job: JobKey) -> Bool { burntKeys.contains(job) }

    /// How many job keys are burnt.
    package var burntCount: Int { burntKeys.count }

    /// Where a slot's commitment belongs.
    package func place(of slot: Int, in deal: Deal) -> SlotPlace {
        SlotPlace(deal: deal.id, slot: UInt32(slot), node: accounts[deal.slots[slot].node].id)
    }

    /// The slot of a node in a deal, if it has one.
    package func slot(of node: AccountID, in deal: Deal) -> Int? {
        guard let index = accountIndexes[node] else { return nil }
        return deal.slots.firstIndex { $0.node == index }
    }

    /// The value of a beacon round that the ledger has taken.
    package func beaconValue(_ round: UInt64) -> Digest256? { beacon.value(round) }

    /// The newest beacon round that the ledger has taken.
    package var beaconRound: UInt64 { beacon.last.round }

    /// The weights of this epoch: each node with its units, in the order of ids.
    package var weights: [(node: AccountID, units: Int64)] {
        table.entries.map { (accounts[$0.account].id, $0.units) }
    }

    /// The next time at which something is due: after this second a tick changes something.
    package var nextDeadline: Int64? {
        let earliest = min(timers.first?.time ?? .max, unbonding.first.map { $0.release - 1 } ?? .max)
        return earliest == .max ? nil : earliest
    }

    /// The next round that a draw waits for.
    package var nextDrawRound: UInt64? { draws.next?.round }
}
