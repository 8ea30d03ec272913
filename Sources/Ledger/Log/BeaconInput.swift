import ContentAddressing
import Settlement

/// The inputs of the log that the beacon makes.
enum BeaconInput {
    static func encode(_ value: Digest256, round: UInt64) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(2)
        writer.write(round)
        writer.write(value)
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(SettlementError) -> (round: UInt64, value: Digest256) {
        var reader = CBORReader(bytes)
        try reader.expectArray(2)
        let round = try reader.readUInt64()
        let value = try reader.readDigest()
        try reader.end()
        return (round, value)
    }

    static func encode(_ chain: BeaconChain) -> [UInt8] {
        var writer = CBORWriter()
        chain.write(to: &writer)
        return writer.bytes
    }

    static func decodeChain(_ bytes: [UInt8]) throws(SettlementError) -> BeaconChain {
        var reader = CBORReader(bytes)
        let chain = try BeaconChain(from: &reader)
        try reader.end()
        return chain
    }
}
