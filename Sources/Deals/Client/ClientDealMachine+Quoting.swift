import ContentAddressing
import Core
import Ledger
import Settlement

/// Work without fuel has no price per unit that the ledger could count: its node is asked what all of it costs.
extension ClientDealMachine {
    /// Asks for the node's price, after a look at how much there is to read.
    mutating func ask(_ deal: inout ClientDeal, _ order: ExecutionOrder, now: Timestamp) {
        deal.phase = .quoting
        deal.questions += 1
        out.append(.measure(order))
        wake(order.execution.id, at: now + configuration.quoteRetry)
    }

    mutating func askAgain(_ deal: ClientDeal, now: Timestamp) {
        var deal = deal
        guard deal.questions < configuration.quotesMax, let order = deal.order else {
            return giveUp(deal, "the node did not say its price", now: now)
        }
        ask(&deal, order, now: now)
        deals[order.execution.id] = deal
    }

    /// The most that the node may ask is what its published prices come to.
    mutating func measured(_ id: ExecutionID, _ bytes: Result<UInt64, CoreError>, now: Timestamp) {
        guard var deal = deals[id], deal.phase == .quoting, let order = deal.order else { return }
        do throws(CoreError) {
            guard let terms = nodes[deal.record.nodeID]?.info.deals else { return }
            let quote = try DealQuote(
                order.job.spec,
                prices: terms.prices,
                checkers: checkers(of: order),
                params: params,
                inputBytes: try bytes.get()
            )
            deal.record.cap = quote.cap
            deal.record.price = quote.price
            deals[id] = deal
            let question = DealTerms(
                ledger: configuration.ledger,
                deal: .zero,
                slot: 0,
                salt: deal.record.salt,
                fuelMax: 0
            )
            out.append(.tell(deal.record.nodeID, .quote(sealed(order, question), price: quote.price)))
        } catch {
            giveUp(deal, error.message, isPermanent: error.code == .validation, now: now)
        }
    }

    /// Takes a node's offer for a whole run; one for a former attempt names another job.
    mutating func take(
        _ offer: [UInt8],
        for id: ExecutionID,
        from node: NodeID,
        reason: String,
        now: Timestamp
    ) {
        guard var deal = deals[id], deal.phase == .quoting, deal.record.nodeID == node else { return }
        guard !offer.isEmpty else { return giveUp(deal, "the node makes no offer: \(reason)", now: now) }
        guard let given = try? NodeOffer.take(offer, for: DealID(.zero)).offer else {
            return giveUp(deal, "the node's offer cannot be read", now: now)
        }
        guard given.jobKey?.digest == deal.record.jobKey, given.node.digest == deal.record.account else { return }
        guard given.price > 0, given.price >= deal.record.price, given.price <= deal.record.cap else {
            let asked = CreditQuantity.text(given.price)
            let range = CreditQuantity.text(deal.record.price) + " to " + CreditQuantity.text(deal.record.cap)
            return giveUp(deal, "the node asks \(asked); for it and its checkers it must be \(range)", now: now)
        }
        deal.offer = offer
        deal.record.price = given.price
        deal.record.cap = given.price
        number(&deal)
        deals[id] = deal
    }

    // MARK: - Checkers

    /// What the nodes that could run an order, and so check it, ask for it.
    mutating func checkers(of order: ExecutionOrder) -> CheckerPrices {
        let kind = order.job.spec.task.engine.type.lowercased()
        if let known = checkers[kind] { return known }
        let prices = nodes.sortedKeys.compactMap { id -> NodePrices? in
            guard !caught.contains(id), let deals = nodes[id]?.info.deals, deals.ledger == configuration.ledger,
                deals.engines.contains(kind)
            else { return nil }
            return deals.prices
        }
        let found = CheckerPrices(prices, multBps: params.multMinBps)
        checkers[kind] = found
        return found
    }
}
