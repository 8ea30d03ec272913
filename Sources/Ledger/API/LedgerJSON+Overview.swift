import ContentAddressing
import Core
import Settlement

extension LedgerJSON {
    /// What the ledger is and where it stands.
    static func overview(_ state: LedgerState, last: LedgerEntry, head: LogHead?) -> JSONValue {
        let genesis = state.genesis
        let machine = state.machine
        return .object([
            .init("Ledger", digest(state.ledger)), .init("Name", .string(genesis.name)),
            .init("Operator", digest(genesis.operatorKey)),
            .init("OperatorAccount", digest(genesis.operatorAccount.digest)), .init("Test", .bool(genesis.isTest)),
            .init("FaucetPerDay", .int(genesis.faucetPerDay)),
            .init("AuditsCiphertext", .bool(genesis.params.auditsCiphertext)),
            .init("BeaconPeriod", .int(genesis.params.beaconPeriod)), .init("FinalityDelay", .int(0)),
            .init("Entries", number(last.sequence + 1)), .init("Time", .int(last.time)),
            .init("Hash", digest(last.hash)), .init("SignedUpTo", head.map { number($0.sequence) } ?? .null),
            .init("Accounts", .int(Int64(machine.accountCount))),
            .init("OpenDeals", .int(Int64(machine.openDealCount))), .init("External", .int(machine.external)),
            .init("Burned", .int(machine.burned)), .init("Treasury", .int(machine.treasury)),
            .init("Params", params(machine.params)),
        ])
    }

    /// Reads what clients adapt to.
    static func capabilities(_ json: JSONValue) throws(CoreError) -> LedgerCapabilities {
        let reader = LedgerReader(json)
        return LedgerCapabilities(
            ledger: try reader.digest("Ledger"),
            name: try reader.text("Name"),
            isTest: try reader.flag("Test"),
            faucetPerDay: try reader.int("FaucetPerDay"),
            operatorKey: try reader.digest("Operator"),
            auditsCiphertext: try reader.flag("AuditsCiphertext"),
            beaconPeriod: try reader.int("BeaconPeriod"),
            finalityDelay: try reader.int("FinalityDelay")
        )
    }
}
