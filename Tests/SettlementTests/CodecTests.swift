import ContentAddressing
import Core
import Testing

@testable import Settlement

/// Bytes from outside: read whole, refused when cut, longer or changed, and never a trap.
@Suite struct CodecTests {
    static let digest = Digest256(repeating: 7)
    static let opening = Opening(receipt: digest, fuel: .max, pages: 300, blob: .zero, rho: digest)
    static let offer = Offer(node: AccountID(digest), jobKey: JobKey(digest), price: 5, expiry: 1 << 40)
    static let messages: [Message] = [
        .deposit(account: AccountID(digest), amount: .max), .withdraw(amount: 23), .stake(amount: 24),
        .unstake(amount: 256), .setExiting(true), .setExiting(false),
        .post(
            Message.Post(
                nonce: 9,
                jobKey: JobKey(digest),
                cap: 65_536,
                mode: .metered,
                price: 2,
                priceMem: 1,
                maxFuel: .max,
                policy: digest,
                encKey: digest,
                tExec: 100,
                prev: DealID(digest)
            )
        ),
        .cancel(DealID(digest)), .decline(DealID(digest)),
        .assign(.init(deal: DealID(digest), offer: offer)),
        .commit(.init(deal: DealID(digest), commitment: digest, ciphertext: .zero, charge: 0)),
        .decide(.init(deal: DealID(digest), k: digest, pPpm: .max, verify: true, multBps: 12_000)),
        .verdict(DealID(digest), .dispute), .reportLeak(DealID(digest), slot: 1, opening),
        .reveal(DealID(digest), slot: .max, opening),
    ]

    @Test(arguments: messages.indices) func messagesAreReadWholeAndOnlyWhole(index: Int) throws {
        let message = Self.messages[index]
        let body = message.body
        #expect(try Message(type: message.type, body: body) == message)
        for end in body.indices {
            #expect(throws: SettlementError.self) { try Message(type: message.type, body: Array(body[..<end])) }
        }
        #expect(throws: SettlementError.self) { try Message(type: message.type, body: body + [0]) }
        // A change either is refused or means another message with exactly these bytes.
        for position in body.indices {
            for flip: UInt8 in [1, 0x20, 0x80, 0xFF] {
                var changed = body
                changed[position] ^= flip
                guard let other = try? Message(type: message.type, body: changed) else { continue }
                #expect(other != message && other.body == changed)
            }
        }
        for type in UInt8(0)...20 { _ = try? Message(type: type, body: body) }
    }

    @Test func noiseIsNoMessage() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let type = UInt8(random.below(16))
            if let message = try? Message(type: type, body: bytes) { #expect(message.body == bytes) }
            _ = try? SettlementMachine(snapshot: bytes)
            _ = try? Receipt(decoding: bytes)
        }
    }

    @Test(
        arguments: [
            [0x18, 0x17], [0x19, 0x00, 0xFF], [0x1A, 0, 0, 0xFF, 0xFF], [0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x1C], [0x1F],
            [], [0x20],
        ] as [[UInt8]]
    )
    func numbersHaveOneForm(bytes: [UInt8]) {
        var reader = CBORReader(bytes)
        #expect(throws: SettlementError.self) { try reader.readUInt64() }
    }

    @Test(arguments: [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, Int64.max, -1, -24, -25, -257, Int64.min])
    func numbersComeBack(value: Int64) throws {
        var writer = CBORWriter()
        writer.write(value)
        var reader = CBORReader(writer.bytes)
        #expect(try reader.readInt64() == value)
        try reader.end()
    }

    @Test func aSnapshotIsReadWholeAndNeverTraps() throws {
        var world = try FuzzWorld(seed: 3)
        for _ in 0..<300 { try world.step() }
        let bytes = world.machine.snapshot()
        #expect(try SettlementMachine(snapshot: bytes).snapshot() == bytes)
        for end in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: SettlementError.self) { try SettlementMachine(snapshot: Array(bytes[..<end])) }
        }
        var random = SplitMix64(seed: 5)
        for _ in 0..<3_000 {
            var changed = bytes
            changed[random.below(changed.count)] ^= UInt8(1 + random.below(255))
            guard var machine = try? SettlementMachine(snapshot: changed) else { continue }
            // What is let in can go on.
            #expect(machine.snapshot() == changed)
            machine.tick(now: machine.time + 1_000)
            machine.tick(now: machine.time + 700_000)
        }
    }
}
