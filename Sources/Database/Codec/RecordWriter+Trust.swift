import Core

extension RecordWriter {
    mutating func append(_ trust: TrustSpec) {
        append(trust.style.rawValue)
        append(optional: trust.replicas) { $0.append($1) }
        append(trust.nodes) { $0.append($1) }
        append(optional: trust.maxPrice) { $0.append($1) }
        append(optional: trust.checkPpm) { $0.append(UInt64($1)) }
        append(optional: trust.maxFuel) { $0.append($1) }
        append(trust.repair.rawValue)
    }
}

extension RecordReader {
    mutating func readTrust() throws(CoreError) -> TrustSpec {
        var trust = TrustSpec(style: try readCase(TrustSpec.Style.self))
        trust.replicas = try readOptional { reader throws(CoreError) in try reader.readInt() }
        trust.nodes = try readItems { reader throws(CoreError) in try reader.readString() }
        trust.maxPrice = try readOptional { reader throws(CoreError) in try reader.readInt64() }
        trust.checkPpm = try readOptional { reader throws(CoreError) in
            guard let chance = UInt32(exactly: try reader.readUInt64()) else {
                throw reader.failure("a chance of a check has more than 32 bits")
            }
            return chance
        }
        trust.maxFuel = try readOptional { reader throws(CoreError) in try reader.readUInt64() }
        trust.repair = try readCase(TrustSpec.Repair.self)
        return trust
    }
}
