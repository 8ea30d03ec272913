import Core
import Database
import Ledger
import Settlement

/// The ledger of deals of a process, open but not yet running.
struct LocalLedger: Sendable {
    let service: LedgerService
    /// Closes its log; nothing may run any more.
    let close: @Sendable () throws -> Void

    /// Opens the ledger of a data folder; a new test network is made first.
    static func open(_ plan: LedgerPlan, folder: String, accounts: ClusterAccounts) async throws -> LocalLedger {
        let files = LedgerFolder(dataDirectory: folder)
        let clock: @Sendable () -> Int64 = { Timestamp.wallClock().nanoseconds / 1_000_000_000 }
        let operatorKey: SigningKey
        switch plan {
        case .existing(let key): operatorKey = key
        case .newTestNetwork(let params):
            _ = try await files.create(passphrase: nil) { operatorKey, keeper in
                TestNetwork.genesis(
                    params: params,
                    operatorKey: operatorKey,
                    keeper: keeper,
                    accounts: accounts,
                    now: clock()
                )
            }
            operatorKey = try files.operatorKey(PassphraseSource())
        }
        let (service, log) = try await files.open(operatorKey: operatorKey, clock: clock)
        return LocalLedger(service: service, close: { try log.close() })
    }
}
