extension Message {
    /// The most bytes that a message can have.
    package static let bodyBytesMax = 1024

    /// Reads the canonical bytes of a message, strictly.
    package init(type: UInt8, body: [UInt8]) throws(SettlementError) {
        guard body.count <= Self.bodyBytesMax else { throw SettlementError(.limit, "a message is too long") }
        var reader = CBORReader(body)
        self = try Self.read(type: type, from: &reader)
        try reader.end()
    }

    private static func read(type: UInt8, from reader: inout CBORReader) throws(SettlementError) -> Message {
        switch type {
        case 1:
            try reader.expectArray(2)
            return .deposit(account: AccountID(try reader.readDigest()), amount: try reader.readAmount())
        case 2, 3, 4, 5: return try readSimple(type: type, from: &reader)
        case 6: return .post(try Post(from: &reader))
        case 7, 9:
            try reader.expectArray(1)
            let deal = DealID(try reader.readDigest())
            return type == 7 ? .cancel(deal) : .decline(deal)
        case 8:
            try reader.expectArray(3)
            let deal = DealID(try reader.readDigest())
            let offer = try Offer(from: &reader)
            let proof = reader.skipNull() ? nil : try OfferProof(from: &reader)
            return .assign(Assign(deal: deal, offer: offer, proof: proof))
        case 10: return .commit(try Commit(from: &reader))
        case 11: return .decide(try Decide(from: &reader))
        case 13:
            try reader.expectArray(2)
            let deal = DealID(try reader.readDigest())
            guard let what = ClientVerdict(rawValue: UInt8(try reader.readIndex(below: 3))) else {
                throw reader.failure("no such verdict")
            }
            return .verdict(deal, what)
        case 12, 14:
            try reader.expectArray(3)
            let deal = DealID(try reader.readDigest())
            let slot = try reader.readUInt32()
            let opening = try Opening(from: &reader)
            return type == 12 ? .reportLeak(deal, slot: slot, opening) : .reveal(deal, slot: slot, opening)
        default: throw SettlementError(.malformed, "no message has type \(type)")
        }
    }

    private static func readSimple(type: UInt8, from reader: inout CBORReader) throws(SettlementError) -> Message {
        try reader.expectArray(1)
        if type == 5 { return .setExiting(try reader.readBool()) }
        let amount = try reader.readAmount()
        return type == 2 ? .withdraw(amount: amount) : type == 3 ? .stake(amount: amount) : .unstake(amount: amount)
    }
}

extension Message.Post {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(11)
        self.init(
            nonce: try reader.readUInt64(),
            jobKey: JobKey(try reader.readDigest()),
            cap: try reader.readAmount(),
            mode: try reader.readBit() ? .job : .metered,
            price: try reader.readAmount(),
            priceMem: try reader.readAmount(),
            maxFuel: try reader.readUInt64(),
            policy: try reader.readDigest(),
            encKey: try reader.readDigest(),
            tExec: try reader.readAmount(),
            prev: try reader.readOptionalDigest().map { DealID($0) }
        )
    }
}

extension Message.Commit {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(4)
        let deal = DealID(try reader.readDigest())
        let commitment = try reader.readDigest()
        guard let ciphertext = Ciphertext(bytes: try reader.readBytes(limit: Ciphertext.byteCount)) else {
            throw reader.failure("a ciphertext does not have \(Ciphertext.byteCount) bytes")
        }
        self.init(deal: deal, commitment: commitment, ciphertext: ciphertext, charge: try reader.readAmount())
    }
}

extension Message.Decide {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(5)
        self.init(
            deal: DealID(try reader.readDigest()),
            k: try reader.readDigest(),
            pPpm: try reader.readUInt32(),
            verify: try reader.readBool(),
            multBps: try reader.readAmount()
        )
    }
}

extension Offer {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(4)
        self.init(
            node: AccountID(try reader.readDigest()),
            jobKey: try reader.readOptionalDigest().map { JobKey($0) },
            price: try reader.readAmount(),
            expiry: try reader.readAmount()
        )
    }
}

extension Opening {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(5)
        self.init(
            receipt: try reader.readDigest(),
            fuel: try reader.readUInt64(),
            pages: try reader.readUInt64(),
            blob: try reader.readDigest(),
            rho: try reader.readDigest()
        )
    }
}

extension CBORReader {
    /// 0 or 1.
    mutating func readBit() throws(SettlementError) -> Bool { try readIndex(below: 2) == 1 }
}
