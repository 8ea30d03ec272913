import ContentAddressing
import Core
import Settlement

/// What the node asks for its work, and whether a deal pays it.
extension NodeDealMachine {
    // MARK: - Offers

    /// Says for how much an execution would be done as a whole: what the node asks, or what it is worth to the client.
    mutating func quote(_ order: ExecutionOrder, price: Int64, now: Timestamp) {
        if asksForInput(order) { return out.append(.measure(order, price: price)) }
        offer(order, price: price, inputBytes: 0, now: now)
    }

    /// How much an order has to read is known: it is for a question, or for a deal whose order waits.
    mutating func measured(
        _ order: ExecutionOrder,
        price: Int64,
        _ bytes: Result<UInt64, CoreError>,
        now: Timestamp
    ) {
        let id = order.execution.id
        guard let terms = order.deal, terms.deal != .zero else {
            switch bytes {
            case .success(let count): return offer(order, price: price, inputBytes: count, now: now)
            case .failure(let error): return out.append(.makeNoOffer(id, reason: error.message))
            }
        }
        guard var deal = deals[id], deal.phase == .asking, deal.terms == terms else { return }
        // Where an input cannot be found the run fails by itself, and early enough to leave the slot.
        deal.inputBytes = (try? bytes.get()) ?? 0
        deals[id] = deal
        out.append(.inspect(deal.id))
    }

    private mutating func offer(_ order: ExecutionOrder, price wanted: Int64, inputBytes: UInt64, now: Timestamp) {
        let id = order.execution.id
        do throws(CoreError) {
            guard let terms = order.deal, terms.ledger == configuration.ledger else {
                throw Self.refusal("the question is about another ledger")
            }
            let paid = PaidWork(order.job.spec.task, fuelMax: nil, maxPrice: nil)
            guard case .whole = paid.measure else { throw Self.refusal("this work is paid by its fuel") }
            let work = try work(of: order, terms)
            guard let price = paid.fullPrice(at: configuration.prices, inputBytes: inputBytes) else {
                throw Self.refusal("its price is more than can exist")
            }
            let expiry = now.nanoseconds / 1_000_000_000 + NodeOffer.quoteSeconds
            out.append(.offer(id, job: work.key, price: max(1, price, wanted), expiry: expiry))
        } catch {
            out.append(.makeNoOffer(id, reason: error.message))
        }
    }

    /// Whether what an order costs depends on how much it reads.
    func asksForInput(_ order: ExecutionOrder) -> Bool {
        guard configuration.prices.perGiBInput > 0,
            case .whole = PaidWork(order.job.spec.task, fuelMax: nil, maxPrice: nil).measure
        else { return false }
        return !InputMeter.roots(of: order).isEmpty
    }

    // MARK: - Deals

    /// The job of an order as this node's engine does it.
    func work(of order: ExecutionOrder, _ terms: DealTerms) throws(CoreError) -> DealWork {
        let kind = order.job.spec.task.engine.type.lowercased()
        guard let version = configuration.engineVersions[kind] else {
            throw Self.refusal("this node has no stake behind results of engine '\(kind)'")
        }
        return try DealWork(order, engineVersion: version, salt: terms.salt, fuelMax: terms.fuelMax)
    }

    /// Throws when a deal pays less than the node asks, or leaves less time than is paid for.
    func checkPay(_ deal: NodeDeal, _ task: TaskSpec, _ agreed: Deal) throws(CoreError) {
        let multiple = deal.terms.slot == 0 ? Units.bps : agreed.multBps
        func pay(_ price: Int64) -> Int64 { Params.verifierPay(charge: price, multBps: multiple) ?? 0 }
        let prices = configuration.prices
        let work = PaidWork(task, fuelMax: deal.terms.fuelMax, maxPrice: nil)
        let isEnough: Bool
        switch (agreed.mode, work.measure) {
        case (.metered, .metered):
            isEnough = pay(agreed.price) >= prices.perGfuel && pay(agreed.priceMem) >= prices.perGpageFuel
        case (.job, .whole(_, _, let seconds)):
            guard agreed.tExec >= seconds else {
                throw Self.refusal("the deal leaves \(agreed.tExec) s for work of \(seconds) s")
            }
            isEnough = work.fullPrice(at: prices, inputBytes: deal.inputBytes).map { pay(agreed.price) >= $0 } ?? false
        case (.metered, .whole): throw Self.refusal("the deal is paid by fuel, and this work has none")
        case (.job, .metered): throw Self.refusal("the deal is paid as a whole, and this work by its fuel")
        }
        guard isEnough else { throw Self.refusal("the deal pays less than this node asks for") }
    }
}
