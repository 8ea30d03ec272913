import ContentAddressing
import Testing

@testable import Core

struct DealWireTests {
    private static func digest(_ random: inout SplitMix64) -> Digest256 {
        (0..<Digest256.byteCount).map { _ in UInt8(random.below(256)) }.withUnsafeBytes { Digest256($0) }
    }

    static func record(_ random: inout SplitMix64) -> DealRecord {
        var record = DealRecord(
            blank: ExecutionID("e-" + RandomDocument.word(&random)),
            jobID: JobID("j-" + RandomDocument.word(&random))
        )
        record.jobVersion = 1 + random.below(5)
        record.partition = random.below(1000)
        record.nodeID = NodeID(RandomDocument.word(&random))
        record.account = digest(&random)
        record.style = TrustSpec.Style.allCases[random.below(TrustSpec.Style.allCases.count)]
        record.checkPpm = UInt32(random.below(1_000_001))
        record.repair = TrustSpec.Repair.allCases[random.below(TrustSpec.Repair.allCases.count)]
        record.replicas = 1 + random.below(9)
        record.ledger = digest(&random)
        record.deal = digest(&random)
        record.jobKey = digest(&random)
        record.salt = digest(&random)
        record.engineVersion = RandomDocument.text(&random)
        record.cap = Int64(random.next() >> 1)
        record.price = Int64(random.next() >> 20)
        record.priceMem = Int64(random.next() >> 30)
        record.fuelMax = random.next() >> 1
        record.runSeconds = Int64(random.below(100_000))
        record.trust = DealRecord.Trust.allCases[random.below(DealRecord.Trust.allCases.count)]
        record.isOpen = random.chance(1, in: 2)
        record.result = random.chance(1, in: 2) ? CID.raw(digest(&random)) : nil
        record.exitCode = random.below(300) - 20
        record.fuel = random.next() >> 1
        record.pageFuel = random.next() >> 1
        record.charge = Int64(random.next() >> 10)
        record.commitment = random.chance(1, in: 2) ? digest(&random) : nil
        record.rho = random.chance(1, in: 2) ? digest(&random) : nil
        record.coinRound = random.next() >> 20
        record.checks = random.below(9)
        record.outcome = RandomDocument.text(&random)
        record.cost = Int64(random.next() >> 10) - 1000
        record.message = RandomDocument.text(&random)
        record.createdAt = Timestamp(nanoseconds: Int64(random.next() >> 2))
        record.modifiedAt = Timestamp(nanoseconds: Int64(random.next() >> 2))
        return record
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func readsBackWhatItWrote(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let record = Self.record(&random)
        #expect(try DealRecord(wire: JSONValue(parsing: record.wireValue.jsonBytes())) == record)
    }

    @Test(arguments: DealRecord.Trust.allCases, TrustSpec.Style.allCases)
    func readsEveryWordBack(trust: DealRecord.Trust, style: TrustSpec.Style) throws {
        var random = SplitMix64(seed: 1)
        var record = Self.record(&random)
        record.trust = trust
        record.style = style
        #expect(record.wireValue[anyCase: "Trust"] == .string(trust.name))
        #expect(try DealRecord(wire: record.wireValue) == record)
    }

    @Test func showsAllMembers() {
        var record = DealRecord(blank: ExecutionID("e-1"), jobID: JobID("j-1"))
        record.account = (0..<32 as Range<UInt8>).map { $0 &* 8 }.withUnsafeBytes { Digest256($0) }
        record.trust = .refuted
        record.fuelMax = .max
        let zeros = String(repeating: "0", count: 64)
        #expect(
            record.wireValue.jsonText() == #"{"ExecutionID":"e-1","JobID":"j-1","JobVersion":0,"Partition":0,"#
                + #""NodeID":"","Account":"0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8","#
                + #""Style":"fast","CheckPpm":0,"Repair":"list","Replicas":0,"Ledger":"\#(zeros)","Deal":"\#(zeros)","#
                + #""JobKey":"\#(zeros)","Salt":"\#(zeros)","EngineVersion":"","Cap":0,"Price":0,"PriceMem":0,"#
                + #""FuelMax":9223372036854775807,"RunSeconds":0,"Trust":"refuted","IsOpen":true,"ExitCode":0,"Fuel":0,"#
                + #""PageFuel":0,"Charge":0,"CoinRound":0,"Checks":0,"Outcome":"","Cost":0,"Message":"","#
                + #""CreateTime":0,"ModifyTime":0}"#
        )
    }

    static let needed = [
        "ExecutionID", "JobID", "NodeID", "Account", "Style", "Repair", "Ledger", "Deal", "JobKey", "Salt", "Trust",
        "IsOpen",
    ]

    @Test(arguments: needed)
    func namesWhatIsMissing(name: String) throws {
        var random = SplitMix64(seed: 2)
        let record = Self.record(&random)
        let error = #expect(throws: CoreError.self) { try DealRecord(wire: Self.changed(record, name, to: nil)) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("\(name) is required") == true)
    }

    @Test func numbersThatAreMissingAreZero() throws {
        var random = SplitMix64(seed: 3)
        guard case .object(let members) = Self.record(&random).wireValue else { return }
        let few = try DealRecord(wire: .object(members.filter { Self.needed.contains($0.name) }))
        #expect(few.cap == 0 && few.fuel == 0 && few.checkPpm == 0 && few.modifiedAt == .zero && few.result == nil)
    }

    static let wrong: [(name: String, value: JSONValue)] = [
        ("Account", .string("")), ("Account", .string("00")), ("Ledger", .string(String(repeating: "0", count: 63))),
        ("Deal", .string(String(repeating: "0", count: 65))), ("JobKey", .string(String(repeating: "g", count: 64))),
        ("Salt", .string(String(repeating: "é", count: 32))), ("Style", .string("careful")), ("Repair", .string("")),
        ("Trust", .string("Verified ")), ("Trust", .int(4)), ("IsOpen", .string("maybe")), ("CheckPpm", .int(-1)),
        ("CheckPpm", .int(1_000_001)), ("Cap", .int(-1)), ("Price", .int(-1)), ("PriceMem", .string("much")),
        ("Charge", .int(-5)), ("RunSeconds", .int(-1)), ("FuelMax", .int(-1)), ("Fuel", .double(0.5)),
        ("PageFuel", .int(-1)), ("CoinRound", .int(-1)), ("Result", .string("nothing")), ("Cost", .bool(true)),
        ("JobVersion", .array([])), ("CreateTime", .string("yesterday")), ("Message", .object([])),
        ("Rho", .string("00")),
        ("EngineVersion", .array([])),
    ]

    @Test(arguments: wrong)
    func refusesWhatIsWrong(_ wrong: (name: String, value: JSONValue)) throws {
        var random = SplitMix64(seed: 4)
        let record = Self.record(&random)
        let error = #expect(throws: CoreError.self) {
            try DealRecord(wire: Self.changed(record, wrong.name, to: wrong.value))
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(wrong.name) == true)
    }

    private static func changed(_ record: DealRecord, _ name: String, to value: JSONValue?) -> JSONValue {
        guard case .object(var members) = record.wireValue else { return .null }
        members.removeAll { $0.name == name }
        if let value { members.append(JSONValue.Member(name, value)) }
        return .object(members)
    }
}
