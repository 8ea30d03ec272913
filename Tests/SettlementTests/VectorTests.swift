import ContentAddressing
import Core
import Crypto
import Foundation
import Testing

@testable import Settlement

/// The published vectors of the protocol, byte for byte.
@Suite struct VectorTests {
    static let vectors: JSONValue = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/deals/vectors.json")
        guard let data = try? Data(contentsOf: file), let value = try? JSONValue(parsing: Array(data)) else {
            return .null
        }
        return value
    }()

    private func at(_ path: String...) throws -> JSONValue {
        var value = Self.vectors
        for name in path { value = try #require(value[anyCase: name]) }
        return value
    }

    private func digest(_ value: JSONValue) throws -> Digest256 {
        let text = try #require(value.stringValue)
        return try #require(Digest256(hex: text))
    }

    private func number(_ value: JSONValue) throws -> Int64 {
        guard case .int(let number) = value else { throw CoreError(.badRequest, "\(value) is no whole number") }
        return number
    }

    private func member(_ name: String, of value: JSONValue) throws -> JSONValue {
        try #require(value[anyCase: name])
    }

    private func items(_ value: JSONValue) throws -> [JSONValue] { try #require(value.arrayValue) }

    private func place() throws -> SlotPlace {
        SlotPlace(
            deal: DealID(try digest(at("dealId", "dealId"))),
            slot: 0,
            node: AccountID(try digest(at("commit", "node")))
        )
    }

    private func opening() throws -> Opening {
        Opening(
            receipt: try digest(at("commit", "receipt", "receipt")),
            fuel: UInt64(try number(at("commit", "fuel"))),
            pages: UInt64(try number(at("commit", "pages"))),
            blob: try digest(at("hpke", "blob")),
            rho: try digest(at("commit", "rho"))
        )
    }

    @Test func accountsAndDealsAreNamed() throws {
        #expect(
            try ProtocolHash.account(publicKey: digest(at("accountId", "ed25519_pub"))).digest
                == digest(at("accountId", "id"))
        )
        let deal = ProtocolHash.deal(
            client: AccountID(try digest(at("dealId", "client"))),
            nonce: UInt64(try number(at("dealId", "nonce"))),
            job: JobKey(try digest(at("dealId", "jobKey")))
        )
        #expect(try deal.digest == digest(at("dealId", "dealId")))
    }

    @Test func policiesAndCommitmentsAreMade() throws {
        let policy = ProtocolHash.policy(
            k: try digest(at("policy", "k")),
            pPpm: UInt32(try number(at("policy", "p_ppm")))
        )
        #expect(try policy == digest(at("policy", "commit")))
        let job = JobKey(try digest(at("dealId", "jobKey")))
        let receipt = ProtocolHash.receipt(
            job: job,
            exit: UInt32(try number(at("commit", "receipt", "exit"))),
            outputRoot: try digest(at("commit", "receipt", "outputRoot")),
            traceRoot: try digest(at("commit", "receipt", "traceRoot"))
        )
        let opening = try opening()
        #expect(receipt == opening.receipt)
        #expect(try opening.digest(job: job) == digest(at("commit", "digest")))
        let commitment = ProtocolHash.commitment(
            place: try place(),
            digest: opening.digest(job: job),
            charge: try number(at("commit", "charge")),
            rho: opening.rho
        )
        #expect(try commitment == digest(at("commit", "C")))
    }

    @Test func resultsAreSealed() throws {
        let job = JobKey(try digest(at("dealId", "jobKey")))
        let commitment = try digest(at("commit", "C"))
        let key = try #require(EncryptionKey(secret: try digest(at("hpke", "client_sk"))))
        #expect(try key.publicKey == digest(at("hpke", "client_pk")))
        let context = SealingContext(place: try place(), commitment: commitment)
        #expect(try Hex.text(context.info) == at("hpke", "info").stringValue)
        #expect(try Hex.text(opening().sealed(job: job).bytes) == at("hpke", "plaintext").stringValue)
        let sealed = try #require(
            Sealing.hpke.seal(
                try opening(),
                job: job,
                place: try place(),
                commitment: commitment,
                encKey: key.publicKey
            )
        )
        #expect(try Hex.text(sealed.bytes) == at("hpke", "E").stringValue)
        #expect(try key.open(sealed, context: context) == opening().sealed(job: job))
    }

    @Test func coinsAreThrown() throws {
        let coin = ProtocolHash.coin(
            beacon: try digest(at("coin", "beacon")),
            k: try digest(at("policy", "k")),
            deal: DealID(try digest(at("dealId", "dealId"))),
            primary: try digest(at("commit", "C"))
        )
        #expect(coin == 14_256_615_766_943_914_398)
        #expect(try digest(at("coin", "hash")).leadingNumber == coin)
        let threshold: UInt64 = 461_168_601_842_738_790
        #expect(ProtocolHash.isVerified(coin: threshold - 1, pPpm: 25_000))
        #expect(!ProtocolHash.isVerified(coin: threshold, pPpm: 25_000))
        #expect(!ProtocolHash.isVerified(coin: coin, pPpm: 25_000))
        #expect(ProtocolHash.isVerified(coin: .max, pPpm: 1_000_000))
        #expect(!ProtocolHash.isVerified(coin: 0, pPpm: 0))
    }

    @Test func nodesAreDrawn() throws {
        let seed = try digest(at("draw", "seed"))
        let rows = try items(at("draw", "table"))
        let ids = try rows.map { try digest(member("id", of: $0)) }
        let units = try rows.map { try number(member("units", of: $0)) }
        #expect(ids == ids.sorted())
        let table = DrawTable(
            entries: units.enumerated().map { DrawTable.Entry(account: $0.offset, units: $0.element) }
        )
        var taken = try items(at("draw", "exclude")).map { try digest($0) }
        var drawn: [Digest256] = []
        var counter: UInt32 = 0
        while drawn.count < 3 {
            let number = ProtocolHash.draw(seed: seed, counter: counter)
            counter += 1
            guard let entry = table.entry(at: number), !taken.contains(ids[entry.account]) else { continue }
            drawn.append(ids[entry.account])
            taken.append(ids[entry.account])
        }
        #expect(try drawn == items(at("draw", "drawn")).map { try digest($0) })
        #expect(try Int64(counter) == number(at("draw", "counters_used")))
    }

    @Test func seedsBindWhatCameBefore() throws {
        // The seed of the vectors is that of the coin's beacon, wave 1 and the primary's commitment.
        let seed = ProtocolHash.seed(
            beacon: try digest(at("coin", "beacon")),
            k: try digest(at("policy", "k")),
            deal: DealID(try digest(at("dealId", "dealId"))),
            wave: 1,
            commitments: [try digest(at("commit", "C"))]
        )
        #expect(try seed == digest(at("draw", "seed")))
    }

    @Test func amountsAreRounded() throws {
        let params = Params()
        for row in try items(at("amounts")) {
            let cap = try number(member("cap", of: row))
            #expect(try params.escrow(cap: cap) == number(member("escrow", of: row)))
            #expect(try params.slash(cap: cap) == number(member("slash", of: row)))
            #expect(try params.abortPenalty(cap: cap) == number(member("abort", of: row)))
            #expect(try params.lateDecideFee(cap: cap) == number(member("late_decide", of: row)))
        }
    }

    @Test func generatorsAgree() throws {
        var generator = SplitMix64(seed: 42)
        let expected: [UInt64] = [
            13_679_457_532_755_275_413, 2_949_826_092_126_892_291, 5_139_283_748_462_763_858,
            6_349_198_060_258_255_764, 701_532_786_141_963_250,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test func defaultsAreThoseOfTheTable() throws {
        guard case .object(let members) = try at("defaults") else { throw CoreError(.badRequest, "no defaults") }
        for member in members {
            switch member.value {
            case .int(let value): #expect(Params()[name: member.name] == value, "\(member.name)")
            case .bool(let flag): #expect(Params().auditsCiphertext == flag)
            default: #expect(member.name == "draw_policy")
            }
        }
    }

    @Test func secretsComeFromHMAC() {
        let key = Digest256(repeating: 7)
        let message = Digest256(repeating: 9)
        let expected = HMAC<SHA256>.authenticationCode(for: message.bytes, using: SymmetricKey(data: key.bytes))
        #expect(KeyedHash.code(key: key, message).bytes == Array(expected))
    }
}
