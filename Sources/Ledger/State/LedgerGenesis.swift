package import ContentAddressing
package import Settlement

/// What a ledger is born with: the first entry of its log, whose hash is the ledger's name.
package struct LedgerGenesis: Hashable, Sendable {
    /// What people call it.
    package var name: String
    /// Money means nothing here: a faucet may run, and parameters under which cheating pays are taken.
    package var isTest: Bool
    /// What the faucet may give to one account on one day; 0 for no faucet.
    package var faucetPerDay: Int64
    /// The Ed25519 key that signs heads, brings money in and changes parameters.
    package var operatorKey: Digest256
    /// Makes two ledgers with the same rules different.
    package var salt: Digest256
    package var params: Params
    package var sealing: Sealing
    /// Seconds since 1970.
    package var time: Int64
    /// The first chain of beacon values.
    package var chain: BeaconChain
    package var holdings: [Genesis.Holding]

    package init(
        name: String,
        isTest: Bool,
        faucetPerDay: Int64 = 0,
        operatorKey: Digest256,
        salt: Digest256,
        params: Params = Params(),
        sealing: Sealing = .hpke,
        time: Int64,
        chain: BeaconChain,
        holdings: [Genesis.Holding] = []
    ) {
        self.name = name
        self.isTest = isTest
        self.faucetPerDay = faucetPerDay
        self.operatorKey = operatorKey
        self.salt = salt
        self.params = params
        self.sealing = sealing
        self.time = time
        self.chain = chain
        self.holdings = holdings
    }

    /// The ledger's name in signatures.
    package var ledger: Digest256 { SHA256Hasher.digest(of: Array("bac/ledger/v1".utf8) + bytes) }

    /// The operator's account.
    package var operatorAccount: AccountID { ProtocolHash.account(publicKey: operatorKey) }

    /// What the machine starts from.
    var machine: Genesis {
        Genesis(params: params, sealing: sealing, time: time, beacon: chain.tip, holdings: holdings)
    }

    private static let nameBytesMax = 64
    private static let holdingsMax = 4096

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        writer.array(11)
        writer.write("bac/genesis/v1")
        writer.write(name)
        writer.write(isTest)
        writer.write(faucetPerDay)
        writer.write(operatorKey)
        writer.write(salt)
        params.write(to: &writer)
        writer.write(UInt64(sealing.rawValue))
        writer.write(time)
        chain.write(to: &writer)
        writer.array(holdings.count)
        for holding in holdings {
            writer.array(3)
            writer.write(holding.account.digest)
            writer.write(holding.available)
            writer.write(holding.stake)
        }
        return writer.bytes
    }

    /// Reads the canonical bytes, strictly.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        try reader.expectArray(11)
        guard try reader.readText(limit: 32) == "bac/genesis/v1" else { throw reader.failure("this is no genesis") }
        name = try reader.readText(limit: Self.nameBytesMax)
        isTest = try reader.readBool()
        faucetPerDay = try reader.readAmount()
        operatorKey = try reader.readDigest()
        salt = try reader.readDigest()
        params = try Params(from: &reader)
        guard let sealing = Sealing(rawValue: UInt8(try reader.readIndex(below: 256))) else {
            throw reader.failure("no such sealing")
        }
        self.sealing = sealing
        time = try reader.readAmount()
        chain = try BeaconChain(from: &reader)
        holdings = []
        for _ in 0..<(try reader.readArray(limit: Self.holdingsMax)) {
            try reader.expectArray(3)
            holdings.append(
                Genesis.Holding(
                    account: AccountID(try reader.readDigest()),
                    available: try reader.readAmount(),
                    stake: try reader.readAmount()
                )
            )
        }
        try reader.end()
        guard isTest || faucetPerDay == 0 else { throw reader.failure("only a test network has a faucet") }
    }
}
