import ContentAddressing
import Core

/// The `body` column of a deal's record: everything that is not a column.
enum DealBody {
    private static let version: UInt64 = 1

    static func encode(_ record: DealRecord, with writer: inout RecordWriter) {
        writer.start(version: version)
        writer.append(record.account)
        writer.append(record.style.rawValue)
        writer.append(UInt64(record.checkPpm))
        writer.append(record.repair.rawValue)
        writer.append(record.replicas)
        writer.append(record.ledger)
        writer.append(record.deal)
        writer.append(record.jobKey)
        writer.append(record.salt)
        writer.append(record.engineVersion)
        writer.append(record.cap)
        writer.append(record.price)
        writer.append(record.priceMem)
        writer.append(record.fuelMax)
        writer.append(record.runSeconds)
        writer.append(optional: record.result) { $0.append($1) }
        writer.append(record.exitCode)
        writer.append(record.fuel)
        writer.append(record.pageFuel)
        writer.append(record.charge)
        writer.append(optional: record.commitment) { $0.append($1) }
        writer.append(optional: record.rho) { $0.append($1) }
        writer.append(record.coinRound)
        writer.append(record.checks)
        writer.append(record.outcome)
        writer.append(record.cost)
        writer.append(record.message)
        writer.append(record.modifiedAt)
    }

    /// Reads what ``encode(_:with:)`` wrote into a record whose columns are filled in.
    ///
    /// `subject` says what the bytes are, for errors.
    static func decode(_ body: [UInt8], into record: inout DealRecord, subject: String) throws(CoreError) {
        var reader = try RecordReader(body, subject: subject, version: version)
        record.account = try reader.readDigest()
        record.style = try reader.readCase(TrustSpec.Style.self)
        record.checkPpm = try reader.readUInt32()
        record.repair = try reader.readCase(TrustSpec.Repair.self)
        record.replicas = try reader.readInt()
        record.ledger = try reader.readDigest()
        record.deal = try reader.readDigest()
        record.jobKey = try reader.readDigest()
        record.salt = try reader.readDigest()
        record.engineVersion = try reader.readString()
        record.cap = try reader.readInt64()
        record.price = try reader.readInt64()
        record.priceMem = try reader.readInt64()
        record.fuelMax = try reader.readUInt64()
        record.runSeconds = try reader.readInt64()
        record.result = try reader.readOptional { reader throws(CoreError) in try reader.readCID() }
        record.exitCode = try reader.readInt()
        record.fuel = try reader.readUInt64()
        record.pageFuel = try reader.readUInt64()
        record.charge = try reader.readInt64()
        record.commitment = try reader.readOptional { reader throws(CoreError) in try reader.readDigest() }
        record.rho = try reader.readOptional { reader throws(CoreError) in try reader.readDigest() }
        record.coinRound = try reader.readUInt64()
        record.checks = try reader.readInt()
        record.outcome = try reader.readString()
        record.cost = try reader.readInt64()
        record.message = try reader.readString()
        record.modifiedAt = try reader.readTimestamp()
        try reader.finish()
    }
}

extension RecordReader {
    fileprivate mutating func readUInt32() throws(CoreError) -> UInt32 {
        let value = try readUInt64()
        guard let small = UInt32(exactly: value) else { throw failure("\(value) has more than 32 bits") }
        return small
    }
}
