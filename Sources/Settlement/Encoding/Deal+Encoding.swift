extension Deal {
    func write(to writer: inout CBORWriter) {
        writer.array(30)
        writer.write(id.digest)
        writer.write(client)
        writer.write(sequence)
        writer.write(jobKey.digest)
        writer.write(cap)
        writer.write(UInt64(mode.rawValue))
        writer.write(price)
        writer.write(priceMem)
        writer.write(maxFuel)
        writer.write(policy)
        writer.write(encKey)
        writer.write(tExec)
        writer.write(slash)
        writer.write(escrow)
        writer.write(UInt64(state.rawValue))
        writer.write(deadline)
        writer.array(slots.count)
        for slot in slots { slot.write(to: &writer) }
        writer.write(wave)
        writer.write(multBps)
        writer.write(k)
        writer.write(coinRound)
        writer.write(drawRound)
        writer.write(need)
        writer.write(redraws)
        writer.write(declines)
        writer.write(flags)
        writer.write(paramsVersion)
        writer.write(escrowAtPost)
        writer.write(prev?.digest)
        writer.writeNull()
    }

    init(from reader: inout CBORReader, accounts: Int, params: Int) throws(SettlementError) {
        try reader.expectArray(30)
        id = DealID(try reader.readDigest())
        client = try reader.readIndex(below: accounts)
        sequence = try reader.readUInt64()
        jobKey = JobKey(try reader.readDigest())
        cap = try reader.readAmount()
        mode = try reader.readBit() ? .job : .metered
        price = try reader.readAmount()
        priceMem = try reader.readAmount()
        maxFuel = try reader.readUInt64()
        policy = try reader.readDigest()
        encKey = try reader.readDigest()
        tExec = try reader.readAmount()
        slash = try reader.readAmount()
        escrow = try reader.readAmount()
        guard let state = DealState(rawValue: UInt8(try reader.readIndex(below: 256))) else {
            throw reader.failure("no such state of a deal")
        }
        self.state = state
        deadline = try reader.readAmount()
        slots = []
        for _ in 0..<(try reader.readArray(limit: Deal.slotsMax)) {
            slots.append(try Slot(from: &reader, accounts: accounts))
        }
        wave = try reader.readIndex(below: Deal.slotsMax)
        multBps = try reader.readAmount()
        k = try reader.readOptionalDigest()
        coinRound = try reader.readUInt64()
        drawRound = try reader.readUInt64()
        need = try reader.readIndex(below: Deal.slotsMax)
        redraws = try reader.readIndex(below: Deal.slotsMax)
        declines = try reader.readIndex(below: Deal.slotsMax)
        let flags = try reader.readIndex(below: 32)
        isPublic = flags & 1 != 0
        isDisputed = flags & 2 != 0
        isExhausted = flags & 4 != 0
        isEscalated = flags & 8 != 0
        isFeeBurned = flags & 16 != 0
        paramsVersion = try reader.readIndex(below: params)
        escrowAtPost = try reader.readAmount()
        prev = try reader.readOptionalDigest().map { DealID($0) }
        guard reader.skipNull() else { throw reader.failure("a deal has no end") }
        try checkShape(reader)
    }

    private var flags: UInt64 {
        (isPublic ? 1 : 0) | (isDisputed ? 2 : 0) | (isExhausted ? 4 : 0) | (isEscalated ? 8 : 0)
            | (isFeeBurned ? 16 : 0)
    }

    /// More slots than any deal can come to have.
    static let slotsMax = 256

    /// Refuses what no deal can look like, so that going on with it cannot trap.
    private func checkShape(_ reader: CBORReader) throws(SettlementError) {
        let isStarted = state.rawValue >= DealState.assigned.rawValue
        let isDecided = state.rawValue >= DealState.drawing.rawValue
        guard isStarted == !slots.isEmpty, isDecided == (k != nil),
            cap > 0, cap <= Units.supplyMax, tExec > 0, tExec <= Params.secondsMax,
            deadline <= SettlementMachine.timeMax * 2, (0...100 * Units.bps).contains(multBps),
            state == .committed || state == .assigned ? slots.count == 1 : true,
            slots.first.map({ $0.wave == 0 && (state == .assigned) == ($0.state == .assigned) }) ?? true,
            state != .drawing || need > 0, slots.allSatisfy({ $0.charge <= cap }), !isEscalated || wave > 1,
            !isFeeBurned || isEscalated && !isDisputed && (state == .revealing || isPublic)
        else { throw reader.failure("no deal looks like this") }
    }
}

extension Slot {
    func write(to writer: inout CBORWriter) {
        writer.array(14)
        writer.write(node)
        writer.write(wave)
        writer.write(UInt64(state.rawValue))
        writer.write(lock)
        writer.write(deadline)
        writer.write(fetchUntil)
        writer.write(commitment)
        writer.write(commitment == nil ? [] : ciphertext.bytes)
        writer.write(charge)
        writer.write(digest)
        writer.write(isFaulty)
        writer.write(paid)
        writer.write(slashed)
        writer.write(bounty)
    }

    init(from reader: inout CBORReader, accounts: Int) throws(SettlementError) {
        try reader.expectArray(14)
        node = try reader.readIndex(below: accounts)
        wave = try reader.readIndex(below: Deal.slotsMax)
        guard let state = State(rawValue: UInt8(try reader.readIndex(below: 256))) else {
            throw reader.failure("no such state of a slot")
        }
        self.state = state
        lock = try reader.readAmount()
        deadline = try reader.readAmount()
        fetchUntil = try reader.readAmount()
        commitment = try reader.readOptionalDigest()
        let sealed = try reader.readBytes(limit: Ciphertext.byteCount)
        charge = try reader.readAmount()
        digest = try reader.readOptionalDigest()
        isFaulty = try reader.readBool()
        paid = try reader.readAmount()
        slashed = try reader.readAmount()
        bounty = try reader.readAmount()
        switch Ciphertext(bytes: sealed) {
        case let ciphertext? where commitment != nil: self.ciphertext = ciphertext
        case nil where commitment == nil && sealed.isEmpty: break
        default: throw reader.failure("a slot's commitment and ciphertext do not go together")
        }
        let hasCommitted = state == .committed || state == .opened
        guard !hasCommitted || commitment != nil, state != .opened || digest != nil,
            deadline <= SettlementMachine.timeMax * 2
        else { throw reader.failure("no slot looks like this") }
    }
}
