import ContentAddressing

extension Receipt {
    /// The most bytes that a receipt can have.
    package static let bytesMax = 1 << 20
    /// The most messages that a receipt can have.
    package static let messagesMax = 256

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        writer.array(3)
        write(to: &writer)
        writer.write(ledgerKey)
        writer.write(signature)
        return writer.bytes
    }

    /// What the ledger signs.
    var signedBytes: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return Array("bac/job-receipt/v1".utf8) + writer.bytes
    }

    private func write(to writer: inout CBORWriter) {
        writer.array(8)
        writer.write(ledger)
        writer.write(job.bytes)
        writer.write(deal.digest)
        writer.write(UInt64(outcome.rawValue))
        writer.write(closedAt)
        writer.array(10)
        writer.write(result.node.digest)
        writer.write(UInt64(result.slot))
        writer.write(UInt64(result.exit))
        writer.write(result.outputRoot)
        writer.write(result.traceRoot)
        writer.write(result.fuel)
        writer.write(result.pages)
        writer.write(result.blob)
        writer.write(result.rho)
        writer.write(result.charge)
        writer.write(coinBeacon)
        writer.array(messages.count)
        for envelope in messages { envelope.write(to: &writer) }
    }

    /// Reads the canonical bytes, strictly; nothing is verified yet.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        guard bytes.count <= Self.bytesMax else { throw SettlementError(.limit, "a receipt is too long") }
        var reader = CBORReader(bytes)
        try reader.expectArray(3)
        try reader.expectArray(8)
        ledger = try reader.readDigest()
        job = try JobDescription(decoding: try reader.readBytes(limit: Self.bytesMax))
        deal = DealID(try reader.readDigest())
        guard let outcome = Outcome(rawValue: UInt8(try reader.readIndex(below: 256))) else {
            throw reader.failure("no such outcome")
        }
        self.outcome = outcome
        closedAt = try reader.readAmount()
        result = try Result(from: &reader)
        coinBeacon = try reader.readOptionalDigest()
        messages = []
        for _ in 0..<(try reader.readArray(limit: Self.messagesMax)) { messages.append(try Envelope(from: &reader)) }
        ledgerKey = try reader.readDigest()
        signature = try reader.readBytes(limit: SigningKey.signatureByteCount)
        try reader.end()
    }
}

extension Receipt.Result {
    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(10)
        node = AccountID(try reader.readDigest())
        slot = try reader.readUInt32()
        exit = try reader.readUInt32()
        outputRoot = try reader.readDigest()
        traceRoot = try reader.readDigest()
        fuel = try reader.readUInt64()
        pages = try reader.readUInt64()
        blob = try reader.readDigest()
        rho = try reader.readDigest()
        charge = try reader.readAmount()
    }
}

extension JobDescription {
    /// Reads the canonical bytes of a description, strictly.
    package init(decoding bytes: [UInt8]) throws(SettlementError) {
        let limit = bytes.count
        var reader = CBORReader(bytes)
        try reader.expectArray(8)
        classID = try reader.readText(limit: limit)
        program = try reader.readBytes(limit: limit)
        entry = try reader.readText(limit: limit)
        arguments = []
        for _ in 0..<(try reader.readArray(limit: limit)) { arguments.append(try reader.readText(limit: limit)) }
        environment = []
        for _ in 0..<(try reader.readArray(limit: limit)) { environment.append(try reader.readText(limit: limit)) }
        inputs = []
        for _ in 0..<(try reader.readArray(limit: limit)) {
            try reader.expectArray(2)
            let path = try reader.readText(limit: limit)
            inputs.append(Input(path: path, cid: try reader.readBytes(limit: limit)))
        }
        try reader.expectArray(3)
        maxFuel = try reader.readUInt64()
        maxPages = try reader.readUInt64()
        maxOutputBytes = try reader.readUInt64()
        salt = try reader.readDigest()
        try reader.end()
        // Lists that are not in order have other bytes than they were read from.
        guard self.bytes == bytes else { throw reader.failure("a list is not in its order") }
    }
}
