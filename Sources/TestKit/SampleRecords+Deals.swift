package import ContentAddressing
package import Core

extension SampleRecords {
    package mutating func digest() -> Digest256 {
        bytes(Digest256.byteCount).withUnsafeBytes { Digest256($0) }
    }

    /// The record of an execution's deal with every field filled, made `second` seconds after 1970.
    package mutating func deal(of execution: Execution, second: Int = 1) -> DealRecord {
        var trust = TrustSpec(style: TrustSpec.Style.allCases[number(below: TrustSpec.Style.allCases.count)])
        trust.checkPpm = UInt32(number(below: 1_000_001))
        trust.replicas = 1 + number(below: 9)
        trust.repair = TrustSpec.Repair.allCases[number(below: TrustSpec.Repair.allCases.count)]
        var record = DealRecord(
            execution: execution,
            account: digest(),
            trust: trust,
            ledger: digest(),
            deal: digest(),
            jobKey: digest(),
            salt: digest(),
            now: .zero + .seconds(second)
        )
        record.engineVersion = text(20)
        record.cap = Int64(number(below: .max))
        record.price = Int64(number(below: 1 << 40))
        record.priceMem = Int64(number(below: 1 << 20))
        record.fuelMax = UInt64.max - UInt64(number(below: .max))
        record.runSeconds = Int64(number(below: 100_000))
        record.trust = DealRecord.Trust.allCases[number(below: DealRecord.Trust.allCases.count)]
        record.isOpen = number(below: 2) == 0
        record.result = number(below: 2) == 0 ? cid() : nil
        record.exitCode = number(below: 300) - 20
        record.fuel = UInt64(number(below: .max))
        record.pageFuel = UInt64(number(below: .max)) * 2
        record.charge = Int64(number(below: 1 << 50))
        record.commitment = number(below: 2) == 0 ? digest() : nil
        record.rho = number(below: 2) == 0 ? digest() : nil
        record.coinRound = UInt64(number(below: 1 << 40))
        record.checks = number(below: 9)
        record.outcome = text()
        record.cost = Int64(number(below: 1 << 50)) - 1000
        record.message = text(60)
        record.modifiedAt = record.createdAt + .milliseconds(number(below: 100_000))
        return record
    }

    /// As many records of the partitions of one job, all made in the same second.
    package mutating func deals(_ count: Int, of job: Job, second: Int = 1) -> [DealRecord] {
        (0..<count).map { partition in
            let execution = execution(of: job, partition: partition)
            return deal(of: execution, second: second)
        }
    }
}
