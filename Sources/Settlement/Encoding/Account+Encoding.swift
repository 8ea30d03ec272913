extension Account {
    func write(to writer: inout CBORWriter) {
        writer.array(9)
        writer.write(id.digest)
        writer.write(available)
        writer.write(escrow)
        writer.write(freeStake)
        writer.write(lockedStake)
        writer.write(unbonding)
        writer.write(isExiting)
        writer.write(nextDealNonce)
        writer.write(openDeals)
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(9)
        self.init(id: AccountID(try reader.readDigest()))
        available = try reader.readAmount()
        escrow = try reader.readAmount()
        freeStake = try reader.readAmount()
        lockedStake = try reader.readAmount()
        unbonding = try reader.readAmount()
        isExiting = try reader.readBool()
        nextDealNonce = try reader.readUInt64()
        openDeals = try reader.readIndex(below: SettlementMachine.dealsMax + 1)
        guard max(available, escrow, freeStake, lockedStake, unbonding) <= Units.supplyMax else {
            throw reader.failure("an account holds more than can exist")
        }
    }
}
