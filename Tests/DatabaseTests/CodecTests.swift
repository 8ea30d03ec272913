import ContentAddressing
import Core
import TestKit
import Testing

@testable import Database

@Suite struct CodecTests {
    /// A kind of record: how a sample is made and encoded, and a decoder that gives it back encoded.
    struct Kind: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sample: @Sendable (UInt64) throws -> [UInt8]
        var recode: @Sendable ([UInt8]) throws -> [UInt8]
    }

    static let kinds: [Kind] = [
        Kind(
            testDescription: "job",
            sample: { seed in
                var samples = SampleRecords(seed: seed)
                return try encoded { try JobRecord.encode(samples.job(), with: &$0) }
            },
            recode: { body in
                let job = try JobRecord.decode(body, id: JobID("j-1"))
                return try encoded { try JobRecord.encode(job.job, with: &$0) }
            }
        ),
        Kind(
            testDescription: "shares",
            sample: { seed in
                var samples = SampleRecords(seed: seed)
                return encoded { JobRecord.encode(samples.job(shares: 5).shares, with: &$0) }
            },
            recode: { body in
                let shares = try JobRecord.decodeShares(body, id: JobID("j-1"))
                return encoded { JobRecord.encode(shares, with: &$0) }
            }
        ),
        Kind(
            testDescription: "execution",
            sample: { seed in
                var samples = SampleRecords(seed: seed)
                let job = samples.job()
                return try encoded { try ExecutionRecord.encode(samples.execution(of: job), with: &$0) }
            },
            recode: { body in
                let execution = try ExecutionRecord.decode(body, id: ExecutionID("e-1"), jobID: JobID("j-1"))
                return try encoded { try ExecutionRecord.encode(execution, with: &$0) }
            }
        ),
        Kind(
            testDescription: "event",
            sample: { seed in
                var samples = SampleRecords(seed: seed)
                let job = samples.job()
                return encoded { EventRecord.encode(samples.event(of: job), with: &$0) }
            },
            recode: { body in
                let event = try EventRecord.decode(body, jobID: JobID("j-1"), sequence: 1)
                return encoded { EventRecord.encode(event, with: &$0) }
            }
        ),
        Kind(
            testDescription: "deal",
            sample: { seed in
                var samples = SampleRecords(seed: seed)
                let record = samples.deals(1, of: samples.job())[0]
                return encoded { DealBody.encode(record, with: &$0) }
            },
            recode: { body in
                var record = DealRecord(blank: ExecutionID("e-1"), jobID: JobID("j-1"))
                try DealBody.decode(body, into: &record, subject: "a deal")
                return encoded { DealBody.encode(record, with: &$0) }
            }
        ),
        Kind(
            testDescription: "root",
            sample: { seed in
                let root = CrashRecords.batch(Int(seed)).roots[0]
                return encoded { ContentRecord.encode(root, with: &$0) }
            },
            recode: { body in
                let root = try ContentRecord.decodeRoot(body)
                return encoded { ContentRecord.encode(root, with: &$0) }
            }
        ),
        Kind(
            testDescription: "leaves",
            sample: { seed in
                let leaves = CrashRecords.batch(Int(seed)).files[0].leaves
                return encoded { ContentRecord.encode(leaves[...], with: &$0) }
            },
            recode: { body in
                let leaves = try ContentRecord.decodeLeaves(body, fileID: 1)
                return encoded { ContentRecord.encode(leaves[...], with: &$0) }
            }
        ),
    ]

    private static func encoded(_ body: (inout RecordWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = RecordWriter()
        try body(&writer)
        return writer.bytes
    }

    @Test(arguments: kinds, UInt64(1)...20)
    func decodingGivesBackWhatWasEncoded(_ kind: Kind, seed: UInt64) throws {
        let body = try kind.sample(seed)
        #expect(try kind.recode(body) == body)
    }

    @Test(arguments: kinds)
    func everyCutThrows(_ kind: Kind) throws {
        let body = try kind.sample(7)
        for count in 0..<body.count {
            let error = #expect(throws: CoreError.self) { _ = try kind.recode(Array(body[..<count])) }
            #expect(error?.code == .corrupt)
        }
        #expect(throws: CoreError.self) { _ = try kind.recode(body + [0]) }
    }

    /// Whatever a changed body decodes to, decoding ends, and a body that is accepted is one that would be written.
    @Test(arguments: kinds, UInt64(1)...10)
    func changedBodiesNeverTrap(_ kind: Kind, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let body = try kind.sample(seed)
        var accepted = 0
        for _ in 0..<500 {
            var changed = body
            for _ in 0...random.below(3) { changed[random.below(changed.count)] = UInt8(random.below(256)) }
            do {
                // Shares are encoded apart, so that the last flag of a job may differ.
                #expect(try kind.recode(changed).dropLast() == changed.dropLast())
                accepted += 1
            } catch let error as CoreError {
                #expect(error.code == .corrupt)
            }
        }
        #expect(accepted < 500)
    }

    @Test func parametersThatAreNestedTooDeepAreRefused() throws {
        var value = JSONValue.null
        for _ in 1..<RecordWriter.nestingMax { value = .array([value]) }
        var writer = RecordWriter()
        try writer.append(TypedSpec(type: "a", params: value))
        let error = #expect(throws: CoreError.self) {
            try writer.append(TypedSpec(type: "a", params: .array([value])))
        }
        #expect(error?.code == .validation)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 63, 64, .max])
    func numbersKeepTheirValue(_ number: Int64) throws {
        var writer = RecordWriter()
        writer.start(version: 1)
        writer.append(number)
        writer.append(UInt64(bitPattern: number))
        var reader = try RecordReader(writer.bytes, subject: "test", version: 1)
        #expect(try reader.readInt64() == number)
        #expect(try reader.readUInt64() == UInt64(bitPattern: number))
        try reader.finish()
    }

    @Test(arguments: JobState.allCases)
    func stateCodesSayWhatIsTerminal(_ state: JobState) {
        #expect((state.code >= JobState.firstTerminalCode) == state.isTerminal)
        #expect(JobState(code: state.code) == state)
    }

    @Test(arguments: UInt64(0)...13)
    func topicsKeepTheirCode(_ code: UInt64) {
        #expect(HistoryEvent.Topic(code: code)?.code == code)
        #expect(HistoryEvent.Topic(code: code + 14) == nil)
    }

    @Test(arguments: 0...128)
    func multihashesOfEveryLengthKeepTheirKey(_ length: Int) throws {
        let digest = [UInt8](repeating: 0, count: length)
        for code in [HashCode.sha2_256, .identity, HashCode(rawValue: 0xB220)] {
            let multihash = try Multihash(code: code, digest: digest)
            let key = MultihashKey.bytes(of: multihash)
            #expect(try MultihashKey.multihash(key) == multihash)
            #expect((key.count == 32) == (multihash.sha256Digest != nil))
            #expect(MultihashKey.withBytes(of: multihash) { Array($0) } == key)
        }
    }

    @Test(arguments: [[], [0x12], [UInt8](repeating: 0xFF, count: 33), [UInt8](repeating: 0, count: 34), [0, 1, 2]])
    func bytesThatAreNoKeyAreCorrupt(_ key: [UInt8]) {
        let error = #expect(throws: CoreError.self) { _ = try MultihashKey.multihash(key) }
        #expect(error?.code == .corrupt)
    }
}
