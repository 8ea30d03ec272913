import Core
import Settlement

/// Adds up what the log says of each account, entry by entry; a value that another reading of the same log gives again.
struct ReputationBook: Sendable {
    /// What has to be remembered of a slot until its deal ends.
    private struct Seat: Sendable {
        var slot: Int64
        var node: AccountID
        var since: Int64
        var hasCommitted = false
        var isSlashed = false
    }

    private struct OpenDeal: Sendable {
        var isVerified = false
        var seats: [Seat] = []
    }

    /// The last entry that was counted.
    private(set) var last: UInt64?
    private var records = LookupTable<AccountID, ReputationRecord>()
    private var deals = LookupTable<DealID, OpenDeal>()

    init() {}

    func record(of account: AccountID) -> ReputationRecord? { records[account] }

    /// Records in the order of the accounts, after one.
    func records(after account: AccountID?, limit: Int) -> [(account: AccountID, record: ReputationRecord)] {
        records.sortedKeys.lazy.filter { id in account.map { $0 < id } ?? true }.prefix(limit)
            .compactMap { id in records[id].map { (id, $0) } }
    }

    mutating func take(_ entry: LoggedEntry) {
        last = entry.sequence
        var absent: LedgerEvent?
        for event in entry.effects.events {
            // The penalty for not showing up is taken from the stake too, and told right behind it.
            let isPenalty =
                event.kind.code == Event.Kind.slashed.rawValue && absent?.deal == event.deal
                && absent?.slot == event.slot
            absent = event.kind.code == Event.Kind.noShow.rawValue ? event : nil
            if !isPenalty { take(event, at: entry.time) }
        }
    }

    private mutating func take(_ event: LedgerEvent, at time: Int64) {
        guard let kind = Event.Kind(rawValue: event.kind.code), let deal = event.deal, let account = event.account
        else { return }
        switch kind {
        case .posted:
            records[account, default: ReputationRecord()].client.deals += 1
            deals[deal] = OpenDeal()
        case .assigned, .drawn:
            records[account, default: ReputationRecord()].node.deals += 1
            deals[deal]?.seats.removeAll { $0.slot == event.slot }
            deals[deal]?.seats.append(Seat(slot: event.slot, node: account, since: time))
        case .declined: records[account, default: ReputationRecord()].node.declines += 1
        case .noShow: records[account, default: ReputationRecord()].node.noShows += 1
        case .committed: committed(event.slot, of: deal, by: account, at: time)
        case .decidedToVerify:
            records[account, default: ReputationRecord()].client.verified += 1
            deals[deal]?.isVerified = true
        case .disputed: records[account, default: ReputationRecord()].client.disputes += 1
        case .clientFined: records[account, default: ReputationRecord()].client.fined += 1
        case .slashed: slashed(event.slot, of: deal, account)
        case .closed: closed(deal, of: account, as: Outcome(rawValue: UInt8(clamping: event.amount)))
        default: break
        }
    }

    private mutating func committed(_ slot: Int64, of deal: DealID, by account: AccountID, at time: Int64) {
        guard let index = deals[deal]?.seats.firstIndex(where: { $0.slot == slot }) else { return }
        let since = deals[deal]?.seats[index].since ?? time
        records[account, default: ReputationRecord()].node.delays.add(time - since)
        deals[deal]?.seats[index].hasCommitted = true
    }

    private mutating func slashed(_ slot: Int64, of deal: DealID, _ account: AccountID) {
        guard let index = deals[deal]?.seats.firstIndex(where: { $0.slot == slot }),
            deals[deal]?.seats[index].isSlashed == false
        else { return }
        deals[deal]?.seats[index].isSlashed = true
        records[account, default: ReputationRecord()].node.slashed += 1
    }

    private mutating func closed(_ deal: DealID, of client: AccountID, as outcome: Outcome?) {
        if outcome == .paidLate || outcome == .verifiedPaidLate {
            records[client, default: ReputationRecord()].client.lateFees += 1
        }
        guard let ended = deals[deal] else { return }
        deals[deal] = nil
        let results = ended.seats.filter(\.hasCommitted)
        guard ended.isVerified, results.count > 1 else { return }
        for seat in results where !seat.isSlashed {
            records[seat.node, default: ReputationRecord()].node.verified += 1
        }
    }
}
