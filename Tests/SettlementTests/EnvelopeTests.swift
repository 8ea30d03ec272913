import ContentAddressing
import Core
import Crypto
import Foundation
import Testing

@testable import Settlement

/// Signed messages, offers, receipts and sealing with real keys.
@Suite struct EnvelopeTests {
    private let ledger = Digest256(repeating: 3)

    private func key(_ byte: UInt8) throws -> SigningKey { try #require(SigningKey(seed: Digest256(repeating: byte))) }

    private func machine(_ accounts: [AccountID]) throws -> SettlementMachine {
        try SettlementMachine(
            Genesis(
                holdings: accounts.map { Genesis.Holding(account: $0, available: 1_000_000_000, stake: 2_000_000_000) }
            )
        )
    }

    /// Nonces, expiry and repetitions are the ledger's to judge; see its tests.
    @Test func anEnvelopeIsSignedForItsLedgerAndItsBody() throws {
        let alice = try key(1)
        let message = Message.withdraw(amount: 5)
        let envelope = try #require(Envelope(message, nonce: 7, expiry: 10, ledger: ledger, key: alice))
        #expect(envelope.account == alice.account)
        #expect(envelope.isSigned(ledger: ledger))
        #expect(!envelope.isSigned(ledger: .zero))
        var forged = envelope
        forged.body = Message.withdraw(amount: 6).body
        #expect(!forged.isSigned(ledger: ledger))
        var later = envelope
        later.nonce = 8
        #expect(!later.isSigned(ledger: ledger))
        var longer = envelope
        longer.expiry = 11
        #expect(!longer.isSigned(ledger: ledger))
        #expect(try Envelope(decoding: envelope.bytes) == envelope)
        #expect(try envelope.message() == message)
    }

    @Test func aReceiptIsVerifiedWithoutTheLedger() throws {
        let client = try key(1)
        let nodes = try (2...6).map { try key($0) }
        let operatorKey = try key(9)
        var machine = try machine([client.account] + nodes.map(\.account))
        var log: [Envelope] = []
        func send(_ message: Message, _ key: SigningKey, _ nonce: UInt64, at now: Int64) throws -> Reply {
            let envelope = try #require(Envelope(message, nonce: nonce, expiry: 1_000, ledger: ledger, key: key))
            log.append(envelope)
            #expect(envelope.isSigned(ledger: ledger))
            return machine.apply(try envelope.message(), from: envelope.account, now: now)
        }
        let job = JobDescription(
            classID: "wasm/1",
            program: [1],
            entry: "_start",
            arguments: ["a"],
            environment: ["B=2", "A=1"],
            inputs: [.init(path: "/b", cid: [2]), .init(path: "/a", cid: [1])],
            maxFuel: 1_000,
            maxPages: 16,
            maxOutputBytes: 100,
            salt: .zero
        )
        let party = DealClient(account: client.account, secret: Digest256(repeating: 4), sealing: .hpke)
        let post = party.post(nonce: 0, job: job.key, cap: 1_000, maxFuel: 1_000, tExec: 100)
        let posted = try send(.post(post), client, 1, at: 0)
        let id = try #require(posted.deal)
        let offer = Offer(node: nodes[0].account, jobKey: job.key, price: 900, expiry: 50)
        let proof = try #require(OfferProof(offer, ledger: ledger, key: nodes[0]))
        let reply2 = try send(.assign(.init(deal: id, offer: offer, proof: proof)), client, 2, at: 0)
        #expect(reply2.isAccepted)
        let receiptHash = ProtocolHash.receipt(job: job.key, exit: 0, outputRoot: .zero, traceRoot: .zero)
        let opening = Opening(receipt: receiptHash, fuel: 1, pages: 2, blob: .zero, rho: Digest256(repeating: 8))
        let deal = try #require(machine.deal(id))
        let commit = try #require(
            DealNode(account: nodes[0].account, sealing: .hpke).commit(opening, to: deal, slot: 0)
        )
        let reply3 = try send(.commit(commit), nodes[0], 1, at: 0)
        #expect(reply3.isAccepted)
        let beacon = Digest256(repeating: 2)
        machine.publish(beacon, round: 2, now: 60)
        let waiting = try #require(machine.deal(id))
        let decide = try #require(party.decide(waiting, primary: nodes[0].account))
        #expect(!decide.verify)
        let reply4 = try send(.decide(decide), client, 3, at: 60)
        #expect(reply4.isAccepted)
        let closed = try #require(machine.closed.first)
        var receipt = Receipt(
            ledger: ledger,
            job: job,
            deal: id,
            outcome: closed.outcome,
            closedAt: closed.closedAt,
            result: .init(
                node: nodes[0].account,
                slot: 0,
                exit: 0,
                outputRoot: .zero,
                traceRoot: .zero,
                opening: opening,
                charge: 900
            ),
            coinBeacon: beacon,
            messages: log
        )
        let isSigned = receipt.sign(with: operatorKey)
        #expect(isSigned)
        let read = try Receipt(decoding: receipt.bytes)
        #expect(read.bytes == receipt.bytes)
        try read.verify(ledgerKey: operatorKey.publicKey)
        try refusals(receipt, operatorKey)
    }

    /// Every part of a receipt that somebody could bend, even the ledger itself.
    private func refusals(_ receipt: Receipt, _ operatorKey: SigningKey) throws {
        let bends: [(inout Receipt) -> Void] = [
            { $0.result.fuel += 1 }, { $0.result.charge -= 1 }, { $0.result.exit = 1 },
            { $0.result.outputRoot = Digest256(repeating: 1) }, { $0.result.node = AccountID(.zero) },
            { $0.job.salt = Digest256(repeating: 1) }, { $0.deal = DealID(.zero) }, { $0.outcome = .verifiedPaid },
            { $0.messages.removeFirst() }, { $0.messages.removeLast() }, { $0.coinBeacon = nil },
            { $0.messages[1].nonce += 1 }, { $0.ledger = .zero }, { $0.messages.remove(at: 1) },
        ]
        for bend in bends {
            var bent = receipt
            bend(&bent)
            #expect(throws: SettlementError.self) { try bent.verify(ledgerKey: operatorKey.publicKey) }
            // Signing the lie anew does not help: the parties' own messages say otherwise.
            let isSigned = bent.sign(with: operatorKey)
            #expect(isSigned)
            #expect(throws: SettlementError.self) { try bent.verify(ledgerKey: operatorKey.publicKey) }
        }
        #expect(throws: SettlementError.self) { try receipt.verify(ledgerKey: Digest256(repeating: 1)) }
    }

    @Test func sealingAgreesWithTheLibrarysRecipient() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<20 {
            let secret = Curve25519.KeyAgreement.PrivateKey()
            let encKey = try #require(Digest256(exactly: secret.publicKey.rawRepresentation))
            let rho = HashInput.hash(capacity: 8) { $0.append(random.next()) }
            let opening = Opening(receipt: rho, fuel: random.next(), pages: 1, blob: .zero, rho: rho)
            let place = SlotPlace(deal: DealID(rho), slot: 1, node: AccountID(rho))
            let sealed = try #require(
                Sealing.hpke.seal(opening, job: JobKey(rho), place: place, commitment: rho, encKey: encKey)
            )
            let context = SealingContext(place: place, commitment: rho)
            var recipient = try HPKE.Recipient(
                privateKey: secret,
                ciphersuite: .Curve25519_SHA256_ChachaPoly,
                info: Data(context.info),
                encapsulatedKey: Data(sealed.bytes[..<32])
            )
            let plaintext = try recipient.open(Data(sealed.bytes[32...]))
            #expect(Array(plaintext) == opening.sealed(job: JobKey(rho)).bytes)
        }
    }

    @Test func aSealedResultOpensForItsKeyAndPlaceOnly() throws {
        let key = try #require(EncryptionKey(secret: Digest256(repeating: 1)))
        let other = try #require(EncryptionKey(secret: Digest256(repeating: 2)))
        let digest = Digest256(repeating: 3)
        let opening = CodecTests.opening
        let place = SlotPlace(deal: DealID(digest), slot: 1, node: AccountID(digest))
        let sealed = try #require(
            Sealing.hpke.seal(opening, job: JobKey(digest), place: place, commitment: digest, encKey: key.publicKey)
        )
        let context = SealingContext(place: place, commitment: digest)
        #expect(key.open(sealed, context: context) != nil)
        #expect(other.open(sealed, context: context) == nil)
        var moved = context
        moved.place.slot = 2
        #expect(key.open(sealed, context: moved) == nil)
        var bytes = sealed.bytes
        bytes[127] ^= 1
        let bent = try #require(Ciphertext(bytes: bytes))
        #expect(key.open(bent, context: context) == nil)
        #expect(key.open(.zero, context: context) == nil)
        #expect(Sealing.hpke.seal(opening, job: JobKey(digest), place: place, commitment: digest, encKey: .zero) == nil)
    }

    @Test func theChainBeaconIsTheOneThatWasCommittedTo() throws {
        var chain = HashChainBeacon(seed: Digest256(repeating: 1), length: 2_500)
        func value(_ round: UInt64) -> Digest256? { chain.value(round) }
        var last = chain.tip
        for round in UInt64(1)...2_500 {
            let value = try #require(value(round))
            #expect(HashChainBeacon.follows(value, last))
            last = value
        }
        #expect(last == Digest256(repeating: 1))
        #expect(value(2_501) == nil)
    }
}
