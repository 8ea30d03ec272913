package import ContentAddressing
import Core

extension SettlementMachine {
    /// The digest of the whole state: equal for equal histories.
    package var stateDigest: Digest256 { SHA256Hasher.digest(of: snapshot()) }

    /// The whole state as canonical bytes.
    ///
    /// What the last call reported is not part of it, nor are the places that deals lie in.
    package func snapshot() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(16)
        writer.write("bac/state/v1")
        writer.write(UInt64(sealing.rawValue))
        writer.write(time)
        writer.array(paramsHistory.count)
        for params in paramsHistory { params.write(to: &writer) }
        writer.array(accounts.count)
        for account in accounts { account.write(to: &writer) }
        let open = openDeals
        writer.array(open.count)
        for deal in open { deal.write(to: &writer) }
        writer.write(nextSequence)
        let burnt = burntKeys.sortedKeys
        writer.array(burnt.count)
        for key in burnt { writer.write(key.digest) }
        writer.array(unbonding.count)
        for item in unbonding {
            writer.array(3)
            writer.write(item.release)
            writer.write(item.account)
            writer.write(item.amount)
        }
        writer.write(burned)
        writer.write(treasury)
        writer.write(external)
        writer.array(beacon.entries.count)
        for entry in beacon.entries {
            writer.array(2)
            writer.write(entry.round)
            writer.write(entry.value)
        }
        writer.write(epoch)
        writer.array(table.entries.count)
        for entry in table.entries {
            writer.array(2)
            writer.write(entry.account)
            writer.write(entry.units)
        }
        writer.array(0)
        return writer.bytes
    }

    /// Reads a snapshot back; the machine then goes on as the one that wrote it.
    ///
    /// Throws `Malformed` for anything that is not a state which could have been written, as far as single values and
    /// sums can tell.
    package init(snapshot bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        try reader.expectArray(16)
        guard try reader.readText(limit: 16) == "bac/state/v1" else { throw reader.failure("this is no state") }
        guard let sealing = Sealing(rawValue: UInt8(try reader.readIndex(below: 256))) else {
            throw reader.failure("no such sealing")
        }
        self.sealing = sealing
        time = try reader.readAmount()
        paramsHistory = []
        for _ in 0..<(try reader.readArray(limit: Self.paramsMax)) { paramsHistory.append(try Params(from: &reader)) }
        guard time <= Self.timeMax, !paramsHistory.isEmpty,
            !paramsHistory.contains(where: { $0.problems().contains { $0.isFatal } })
        else { throw reader.failure("the time or the parameters cannot be used") }
        beacon = BeaconRecord(genesis: .zero)
        epoch = 0
        try readAccounts(from: &reader)
        try readDeals(from: &reader)
        try readTotals(from: &reader)
        try readEpoch(from: &reader)
        try reader.expectArray(0)
        try reader.end()
        try checkSums()
        restoreQueues()
    }

    private mutating func readAccounts(from reader: inout CBORReader) throws(SettlementError) {
        for index in 0..<(try reader.readArray(limit: Self.accountsMax)) {
            let account = try Account(from: &reader)
            guard accountIndexes[account.id] == nil else { throw reader.failure("an account is there twice") }
            accountIndexes[account.id] = index
            accounts.append(account)
        }
    }

    private mutating func readDeals(from reader: inout CBORReader) throws(SettlementError) {
        for index in 0..<(try reader.readArray(limit: Self.dealsMax)) {
            let deal = try Deal(from: &reader, accounts: accounts.count, params: paramsHistory.count)
            guard dealIndexes[deal.id] == nil, (deals.last?.sequence ?? 0) < deal.sequence || deals.isEmpty else {
                throw reader.failure("a deal is there twice or out of order")
            }
            guard isFunded(deal) else { throw reader.failure("a deal's money is not what its terms say") }
            dealIndexes[deal.id] = index
            deals.append(deal)
        }
        nextSequence = try reader.readUInt64()
        guard nextSequence > (deals.last?.sequence ?? 0) || deals.isEmpty else {
            throw reader.failure("the next deal would not come after the last")
        }
    }

    /// Whether an open deal holds what its terms say: then no later payment can fail.
    private func isFunded(_ deal: Deal) -> Bool {
        let terms = params(of: deal)
        let fee = deal.isFeeBurned ? terms.lateVerdictFee(cap: deal.cap) ?? 0 : 0
        return deal.escrowAtPost == terms.escrow(cap: deal.cap) && deal.escrow == deal.escrowAtPost - fee
            && (!deal.isFeeBurned || terms.bindsByEscalation)
            && deal.slash == terms.slash(cap: deal.cap) && deal.liveCount <= terms.nMax
            && (deal.k == nil ? deal.multBps == 0 : (terms.multMinBps...terms.multMaxBps).contains(deal.multBps))
            && deal.slots.allSatisfy { $0.lock == ($0.isLive ? deal.slash : 0) }
    }

    private mutating func readTotals(from reader: inout CBORReader) throws(SettlementError) {
        var last: Digest256?
        for _ in 0..<(try reader.readArray(limit: .max)) {
            let key = try reader.readDigest()
            guard last.map({ $0 < key }) ?? true else { throw reader.failure("burnt keys are out of order") }
            last = key
            burntKeys[JobKey(key)] = true
        }
        for _ in 0..<(try reader.readArray(limit: .max)) {
            try reader.expectArray(3)
            let item = Unbonding(
                release: try reader.readAmount(),
                account: try reader.readIndex(below: accounts.count),
                amount: try reader.readAmount()
            )
            guard unbonding.last.map({ $0.release <= item.release }) ?? true else {
                throw reader.failure("stake on its way is out of order")
            }
            unbonding.append(item)
        }
        burned = try reader.readAmount()
        treasury = try reader.readAmount()
        external = try reader.readAmount()
    }

    private mutating func readEpoch(from reader: inout CBORReader) throws(SettlementError) {
        var values: [BeaconRecord.Entry] = []
        for _ in 0..<(try reader.readArray(limit: .max)) {
            try reader.expectArray(2)
            let entry = BeaconRecord.Entry(round: try reader.readUInt64(), value: try reader.readDigest())
            guard values.last.map({ $0.round < entry.round }) ?? true else {
                throw reader.failure("beacon rounds are out of order")
            }
            values.append(entry)
        }
        guard !values.isEmpty else { throw reader.failure("there is no beacon value") }
        beacon = BeaconRecord(entries: values)
        epoch = try reader.readAmount()
        var entries: [DrawTable.Entry] = []
        for _ in 0..<(try reader.readArray(limit: accounts.count)) {
            try reader.expectArray(2)
            let account = try reader.readIndex(below: accounts.count)
            let units = try reader.readAmount()
            guard units > 0, units <= 1 << 32,
                entries.last.map({ accounts[$0.account].id < accounts[account].id }) ?? true
            else { throw reader.failure("the weights are out of order") }
            entries.append(DrawTable.Entry(account: account, units: units))
        }
        table = DrawTable(entries: entries)
    }

    /// Refuses a state whose money does not add up.
    private func checkSums() throws(SettlementError) {
        do throws(InvariantViolation) {
            try InvariantChecker.checkMoney(self)
        } catch {
            throw SettlementError(.malformed, "the state breaks \(error)")
        }
    }

    private mutating func restoreQueues() {
        for (index, deal) in deals.enumerated() {
            timers.set(index, sequence: deal.sequence, to: deal.timer)
            if deal.state == .drawing {
                draws.insert(DrawQueue.Item(round: deal.drawRound, sequence: deal.sequence, deal: index))
            }
        }
    }
}
