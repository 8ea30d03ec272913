import ContentAddressing
import Core
import Database
import Glibc
import Ledger
import Settlement

/// The files of an embedded ledger: its log, the operator's wallet and the beacon's secret.
struct LedgerFolder: Sendable {
    let path: String

    private var logPath: String { path + "/ledger.db" }
    private var secretPath: String { path + "/beacon.secret" }
    private static let operatorName = "operator"

    /// The folder `ledger` of the data folder.
    init(dataDirectory: String) { path = dataDirectory + "/ledger" }

    /// Whether a ledger was made here.
    var exists: Bool { LocalFiles.exists(logPath) }

    private var operatorWallets: WalletFolder { WalletFolder(path) }

    /// Makes the folder and a new ledger in it; its operator's key is kept as the passphrase says.
    func create(
        passphrase: [UInt8]?,
        _ genesis: (_ operatorKey: Digest256, _ keeper: BeaconKeeper) throws -> LedgerGenesis
    ) async throws -> LedgerGenesis {
        try LocalFiles.makePrivateFolder(path)
        guard !exists else {
            throw CommandError(
                .failed,
                "there is a ledger in \(path) already",
                hint: "look at it with 'bacalhau ledger show'"
            )
        }
        let wallet = try WalletFile(seed: .random(), passphrase: passphrase)
        let key = try wallet.key(passphrase: passphrase)
        let keeper = BeaconKeeper(secret: try secret())
        try operatorWallets.create(Self.operatorName, wallet)
        let log = try SQLiteLedgerLog(path: logPath)
        defer { try? log.close() }
        let made = try genesis(wallet.publicKey, keeper)
        try await LedgerService.create(made, in: log, key: key)
        return made
    }

    /// Runs the ledger as long as the body takes; throws `unavailable` while another process has it.
    func withLedger<Value: Sendable>(
        _ passphrases: PassphraseSource,
        _ body: @escaping @Sendable (LedgerService, SigningKey) async throws -> Value
    ) async throws -> Value {
        let key = try operatorKey(passphrases)
        let clock = CommandContext.current.clock
        let (service, log) = try await open(operatorKey: key) { clock().nanoseconds / 1_000_000_000 }
        defer { try? log.close() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                await service.run()
                return nil
            }
            group.addTask { try await body(service, key) }
            var result: Value?
            while let next = try await group.next() {
                guard let value = next else { continue }
                result = value
                group.cancelAll()
            }
            guard let result else { throw CommandError(.failed, "the ledger ended too soon") }
            return result
        }
    }

    /// The operator's key, which may need a passphrase.
    func operatorKey(_ passphrases: PassphraseSource) throws -> SigningKey {
        guard exists else { throw noLedger }
        let wallet = try operatorWallets.wallet(Self.operatorName)
        return try wallet.key(passphrase: try passphrases.passphrase(of: wallet, name: "the ledger's operator"))
    }

    /// Opens the ledger, which does not run yet; throws `unavailable` while another process has it.
    ///
    /// The caller closes the log after the ledger has run.
    func open(
        operatorKey: SigningKey,
        clock: @escaping @Sendable () -> Int64
    ) async throws -> (service: LedgerService, log: SQLiteLedgerLog) {
        guard exists else { throw noLedger }
        let keeper = BeaconKeeper(secret: try SecretFile.read(secretPath))
        let log = try SQLiteLedgerLog(path: logPath)
        do {
            return (try await LedgerService(log: log, key: operatorKey, keeper: keeper, clock: clock), log)
        } catch {
            try? log.close()
            throw error
        }
    }

    private var noLedger: CommandError {
        CommandError(
            .failed,
            "there is no ledger in \(path)",
            hint: "make one with 'bacalhau ledger init', or name another folder with --data-dir"
        )
    }

    /// Whether no other process has the ledger; throws for a log that cannot be opened at all.
    var isFree: Bool {
        get throws {
            do {
                try SQLiteLedgerLog(path: logPath).close()
                return true
            } catch let error as CoreError where error.code == .unavailable {
                return false
            }
        }
    }

    /// Opens the log alone, which needs no key.
    func withLog<Value: Sendable>(_ body: (any LedgerLog) async throws -> Value) async throws -> Value {
        guard exists else { throw noLedger }
        let log = try SQLiteLedgerLog(path: logPath)
        defer { try? log.close() }
        return try await body(log)
    }

    /// The beacon's secret; made at the first call.
    private func secret() throws -> Digest256 {
        LocalFiles.exists(secretPath) ? try SecretFile.read(secretPath) : try SecretFile.create(secretPath)
    }
}
