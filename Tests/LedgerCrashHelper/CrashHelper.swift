import ContentAddressing
import Core
import Database
import Glibc
import Ledger
import Settlement
import TestKit

/// A child process of the ledger's crash tests: it sends messages until it is killed, and prints for each of them the
/// sequence and the hash of its entry once it was answered.
///
/// Arguments: the path of the log, and how many accounts send at the same time.
@main
struct CrashHelper {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let tasks = UInt8(arguments[2]), tasks > 0, tasks < 100 else {
            throw CoreError(.badRequest, "usage: ledger-crash-helper path tasks")
        }
        let log = try SQLiteLedgerLog(path: arguments[1])
        let operatorKey = try key(1)
        let keeper = BeaconKeeper(secret: Digest256(repeating: 1))
        let clock: @Sendable () -> Int64 = { Int64(time(nil)) }
        if try await log.lastEntry() == nil {
            try await LedgerService.create(try genesis(keeper, now: clock()), in: log, key: operatorKey)
        }
        var configuration = LedgerConfiguration()
        configuration.checkpointEntries = 40
        configuration.freeMessagesMax = 1 << 40
        configuration.checkpointBytesPerEntry = 1 << 30
        let service = try await LedgerService(
            log: log,
            key: operatorKey,
            keeper: keeper,
            configuration: configuration,
            clock: clock
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            for task in 0..<tasks {
                let sender = LedgerSender(ledger: service, key: try key(100 + task), clock: clock)
                group.addTask { try await send(sender, task) }
            }
            try await group.waitForAll()
        }
    }

    /// It ends when the parent kills the process; a parent that is gone ends it by SIGPIPE.
    private static func send(_ sender: LedgerSender, _ task: UInt8) async throws {
        let statement = try await sender.ledger.account(sender.account)
        var nonce = statement.account.nextDealNonce
        let client = DealClient(account: sender.account, secret: Digest256(repeating: 2), sealing: .tag)
        for _ in 0..<1_000_000 {
            var bytes = Array("crash job".utf8) + [task]
            withUnsafeBytes(of: nonce) { bytes += $0 }
            let post = client.post(
                nonce: nonce,
                job: JobKey(SHA256Hasher.digest(of: bytes)),
                cap: 1000,
                maxFuel: 1000,
                tExec: 100
            )
            nonce += 1
            try await report(try await sender.send(.deal(.stake(amount: 2))))
            let posted = try await sender.send(.deal(.post(post)))
            try await report(posted)
            try await report(try await sender.send(.deal(.unstake(amount: 1))))
            guard let deal = posted.receipt?.deal else { throw CoreError(.internalError, "\(posted)") }
            try await report(try await sender.send(.deal(.cancel(deal))))
        }
    }

    private static func report(_ answer: LedgerAnswer) async throws {
        guard let receipt = answer.receipt else { throw CoreError(.internalError, "\(answer)") }
        guard CrashProgram.report("\(receipt.sequence) \(receipt.hash.hex)") else { exit(1) }
    }

    private static func genesis(_ keeper: BeaconKeeper, now: Int64) throws -> LedgerGenesis {
        var params = Params()
        params.clientMin = 1000
        params.clientSlash = 1000
        params.postFee = 10
        params.stakeUnit = 200_000
        var holdings: [Genesis.Holding] = []
        for number: UInt8 in 10..<15 {
            holdings.append(Genesis.Holding(account: try key(number).account, stake: 10_000_000))
        }
        for number: UInt8 in 100..<200 {
            holdings.append(Genesis.Holding(account: try key(number).account, available: 1_000_000_000))
        }
        return LedgerGenesis(
            name: "crash",
            isTest: true,
            operatorKey: try key(1).publicKey,
            salt: .zero,
            params: params,
            sealing: .tag,
            time: now,
            chain: keeper.chain(number: 0, firstRound: params.round(at: now), length: 4096),
            holdings: holdings
        )
    }

    private static func key(_ number: UInt8) throws -> SigningKey {
        guard let key = SigningKey(seed: Digest256(repeating: number)) else {
            throw CoreError(.internalError, "the library refuses a key")
        }
        return key
    }
}
