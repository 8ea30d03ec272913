import ContentAddressing
import Core
import InMemory
import Ledger
import Settlement
import Synchronization

/// A ledger with an operator, five nodes and some clients, whose clock the test turns.
final class LedgerScene: Sendable {
    static let start: Int64 = 1_800_000_000

    let log: any LedgerLog
    let operatorKey: SigningKey
    let keeper: BeaconKeeper
    let configuration: LedgerConfiguration
    let time: Mutex<Int64>

    init(
        log: any LedgerLog = InMemoryLedgerLog(),
        checkpointEntries: Int = 64,
        seed: UInt8 = 1,
        freeMessagesMax: Int = 1 << 40
    ) throws {
        self.log = log
        operatorKey = try LedgerScene.key(seed)
        keeper = BeaconKeeper(secret: Digest256(repeating: seed))
        var configuration = LedgerConfiguration()
        configuration.checkpointEntries = checkpointEntries
        configuration.checkpointBytesPerEntry = 1 << 30
        configuration.timerInterval = .milliseconds(2)
        configuration.recoveryDelay = .milliseconds(2)
        configuration.chainReserve = 16
        configuration.freeMessagesMax = freeMessagesMax
        self.configuration = configuration
        time = Mutex(Self.start)
    }

    /// The genesis: nodes with stake, clients with money, a faucet of 1000 a day.
    func genesis(chainLength: UInt64 = 4096) throws -> LedgerGenesis {
        var params = Params()
        params.clientMin = 1000
        params.clientSlash = 1000
        params.postFee = 10
        params.stakeUnit = 200_000
        let round = params.round(at: Self.start)
        return LedgerGenesis(
            name: "test",
            isTest: true,
            faucetPerDay: 1000,
            operatorKey: operatorKey.publicKey,
            salt: Digest256(repeating: 9),
            params: params,
            sealing: .tag,
            time: Self.start,
            chain: keeper.chain(number: 0, firstRound: round, length: chainLength),
            holdings: try (10..<15).map { Genesis.Holding(account: try Self.key($0).account, stake: 10_000_000) }
                + (20..<24).map { Genesis.Holding(account: try Self.key($0).account, available: 1_000_000_000) }
        )
    }

    func create(chainLength: UInt64 = 4096) async throws {
        try await LedgerService.create(try genesis(chainLength: chainLength), in: log, key: operatorKey)
    }

    func service() async throws -> LedgerService {
        try await LedgerService(log: log, key: operatorKey, keeper: keeper, configuration: configuration) {
            self.time.withLock { $0 }
        }
    }

    /// Runs a service over the log, and the body beside it.
    func running<Value: Sendable>(
        _ body: @escaping @Sendable (LedgerService) async throws -> Value
    ) async throws -> Value {
        let service = try await service()
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await service.run()
                return nil
            }
            group.addTask { try await body(service) }
            var result: Value?
            while let value = try await group.next() {
                guard let value else { continue }
                result = value
                group.cancelAll()
            }
            guard let result else { throw CoreError(.internalError, "the ledger ended before the body") }
            return result
        }
    }

    func pass(_ seconds: Int64) { time.withLock { $0 += seconds } }

    var now: Int64 { time.withLock { $0 } }

    static func key(_ number: UInt8) throws -> SigningKey {
        guard let key = SigningKey(seed: Digest256(repeating: number)) else {
            throw CoreError(.internalError, "the library refuses a key")
        }
        return key
    }

    func sender(_ number: UInt8, _ ledger: any SettlementLedger) throws -> LedgerSender {
        let key = number == 1 ? operatorKey : try Self.key(number)
        return LedgerSender(ledger: ledger, key: key) { self.time.withLock { $0 } }
    }

    func envelope(
        _ message: LedgerMessage,
        by key: SigningKey,
        nonce: UInt64,
        expiry: Int64 = LedgerScene.start + 100_000,
        in service: LedgerService
    ) throws -> Envelope {
        let ledger = service.capabilities.ledger
        guard
            let envelope = Envelope(message, nonce: nonce, expiry: UInt64(expiry), ledger: ledger, key: key)
        else { throw CoreError(.internalError, "the library refuses to sign") }
        return envelope
    }

    /// A post of a deal that the scene's nodes can verify.
    static func post(_ client: DealClient, nonce: UInt64, job: UInt64) -> Message.Post {
        var bytes = Array("job".utf8)
        withUnsafeBytes(of: job) { bytes += $0 }
        return client.post(
            nonce: nonce,
            job: JobKey(SHA256Hasher.digest(of: bytes)),
            cap: 1000,
            maxFuel: 1000,
            tExec: 100
        )
    }

    static func client(_ number: UInt8, verifies: Bool = false) throws -> DealClient {
        DealClient(
            account: try key(number).account,
            secret: Digest256(repeating: number),
            policy: ClientPolicy(verifiesAlways: verifies),
            sealing: .tag
        )
    }
}
