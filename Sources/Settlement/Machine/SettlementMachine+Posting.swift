import ContentAddressing
import Core

extension SettlementMachine {
    mutating func post(_ post: Message.Post, client: Int, now: Int64) throws(SettlementError) -> DealID {
        let id = ProtocolHash.deal(client: accounts[client].id, nonce: post.nonce, job: post.jobKey)
        // Sent again while the deal is open: the same deal, and nothing happens.
        if dealIndexes.contains(id) { return id }
        guard post.nonce >= accounts[client].nextDealNonce, post.nonce < .max else {
            throw SettlementError(.nonce, "the next deal's nonce is at least \(accounts[client].nextDealNonce)")
        }
        try checkTerms(post)
        guard let slash = params.slash(cap: post.cap), let escrow = params.escrow(cap: post.cap) else {
            throw SettlementError(.amount, "the cap is too large")
        }
        // Each of the three is at most the supply, so that subtracting them one by one cannot overflow.
        guard accounts[client].available - params.postFee - params.clientMin >= escrow else {
            throw SettlementError(
                .balance,
                "\(accounts[client].available) are available, less than the escrow of \(escrow), the fee and the "
                    + "minimum"
            )
        }
        guard isPoolEnough(slash: slash) else {
            throw SettlementError(.pool, "too few nodes have a stake of \(slash)")
        }
        guard dealIndexes.count < Self.dealsMax else { throw SettlementError(.limit, "too many deals are open") }
        accounts[client].available -= escrow + params.postFee
        accounts[client].escrow += escrow
        accounts[client].openDeals += 1
        accounts[client].nextDealNonce = post.nonce + 1
        burned += params.postFee
        touch(account: client)
        let place = place(for: id)
        open(post, id: id, at: place, client: client, slash: slash, escrow: escrow, now: now)
        report(.posted, deal: place, account: client, amount: escrow)
        report(.burned, deal: place, account: client, amount: params.postFee)
        return id
    }

    private func checkTerms(_ post: Message.Post) throws(SettlementError) {
        guard !burntKeys.contains(post.jobKey) else {
            throw SettlementError(.burnt, "the job's result is public: post it with a new salt")
        }
        guard post.cap > 0, post.cap <= Units.supplyMax else {
            throw SettlementError(.amount, "the cap has to be positive")
        }
        guard post.tExec > 0, post.tExec <= Params.secondsMax else {
            throw SettlementError(.time, "the time to run has to be from 1 to \(Params.secondsMax) seconds")
        }
        guard UInt128(post.tExec) * UInt128(params.refFuelPerS) >= UInt128(post.maxFuel) else {
            throw SettlementError(.time, "the slowest machine cannot run \(post.maxFuel) fuel in \(post.tExec) s")
        }
        guard EncryptionKey.isUsable(post.encKey) else {
            throw SettlementError(.key, "the encryption key is a point of small order")
        }
        guard post.mode == .metered else { return }
        guard post.price >= params.floorPerGfuel, post.priceMem >= 0 else {
            throw SettlementError(.price, "the price is below the floor of \(params.floorPerGfuel)")
        }
        guard let most = Units.priced(post.maxFuel, at: post.price), most <= post.cap else {
            throw SettlementError(.price, "the cap does not cover all the fuel")
        }
    }

    /// Whether enough of the weight could verify a deal, so that its verifiers are not known in advance.
    private mutating func isPoolEnough(slash: Int64) -> Bool {
        if poolAnswer.slash == slash, poolAnswer.generation == stakeGeneration { return poolAnswer.isEnough }
        var count: Int64 = 0
        var weight: Int64 = 0
        for entry in table.entries {
            let account = accounts[entry.account]
            guard account.stake >= slash, !account.isExiting else { continue }
            count += 1
            weight += entry.units
        }
        let isEnough =
            count > params.nMax
            && Int128(weight) * Int128(Units.ppm) >= Int128(params.poolMinPpm) * Int128(table.total)
        poolAnswer = PoolAnswer(slash: slash, generation: stakeGeneration, isEnough: isEnough)
        return isEnough
    }

    private mutating func place(for id: DealID) -> Int {
        let place = freeDeals.popLast() ?? deals.count
        dealIndexes[id] = place
        return place
    }

    private mutating func open(
        _ post: Message.Post,
        id: DealID,
        at place: Int,
        client: Int,
        slash: Int64,
        escrow: Int64,
        now: Int64
    ) {
        var slots: [Slot] = []
        // A place that was used before has memory for its slots already.
        if place < deals.count { swap(&slots, &deals[place].slots) }
        slots.removeAll(keepingCapacity: true)
        let deal = Deal(
            id: id,
            client: client,
            sequence: nextSequence,
            jobKey: post.jobKey,
            cap: post.cap,
            mode: post.mode,
            price: post.mode == .metered ? post.price : 0,
            priceMem: post.mode == .metered ? post.priceMem : 0,
            maxFuel: post.maxFuel,
            policy: post.policy,
            encKey: post.encKey,
            tExec: post.tExec,
            slash: slash,
            escrow: escrow,
            state: .posted,
            deadline: now + params.tAssign,
            slots: slots,
            paramsVersion: paramsHistory.count - 1,
            escrowAtPost: escrow,
            prev: post.prev
        )
        nextSequence += 1
        if place < deals.count { deals[place] = deal } else { deals.append(deal) }
        changed(place)
    }

    /// Sets a deal's timer after a change.
    mutating func changed(_ index: Int) {
        touchedDeals.append(index)
        timers.set(index, sequence: deals[index].sequence, to: deals[index].timer)
    }

    func openDeal(_ id: DealID) throws(SettlementError) -> Int {
        guard let index = dealIndexes[id] else { throw SettlementError(.unknownDeal, "no such deal is open") }
        return index
    }
}
