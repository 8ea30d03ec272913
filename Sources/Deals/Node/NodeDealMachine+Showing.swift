import ContentAddressing
import Core
import Scheduling
import Settlement

extension NodeDealMachine {
    /// The most openings of ended deals that wait for the client's word; others are shown once.
    private static let shownMax = 100_000
    /// How often an opening is shown to a client that says nothing; the time between doubles.
    private static let showsMax = 8

    /// The deal has ended: the client needs the primary's opening for its receipt, and nobody else needs one any more.
    mutating func show(_ kept: Kept, of deal: DealID, now: Timestamp) {
        guard kept.slot == 0, let id = kept.executionID else { return out.append(.forget(deal.digest)) }
        let incarnation = deals[id]?.incarnation ?? Incarnation(0)
        let item = Shown(executionID: id, rho: kept.opening.rho, incarnation: incarnation)
        // It stays on disk until the client has it.
        if shown.count < Self.shownMax { shown[deal] = item } else { out.append(.forget(deal.digest)) }
        show(item, of: deal, now: now)
    }

    private mutating func show(_ item: Shown, of deal: DealID, now: Timestamp) {
        out.append(.show(item.executionID, deal: deal.digest, rho: item.rho, item.incarnation))
        guard var item = shown[deal] else { return }
        item.times += 1
        shown[deal] = item
        timers.add(.showAgain(deal), at: now + configuration.showAfter * (1 << (item.times - 1)))
    }

    mutating func showAgain(_ deal: DealID, now: Timestamp) {
        guard let item = shown[deal] else { return }
        guard item.times < Self.showsMax else { return taken(deal) }
        show(item, of: deal, now: now)
    }

    /// The client has the opening, or no use for it.
    mutating func taken(_ deal: DealID) {
        if shown.remove(deal) != nil { out.append(.forget(deal.digest)) }
    }
}
