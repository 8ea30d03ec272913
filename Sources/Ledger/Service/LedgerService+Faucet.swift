package import Settlement
import Synchronization

extension LedgerService {
    /// Gives play money on a test network, as its operator, to whoever asks.
    ///
    /// The ledger's rules limit what one account gets on one day; how often all together may ask is limited here,
    /// because each gift takes room in the log.
    package func giveFromFaucet(to account: AccountID, amount: Int64) async throws -> LedgerAnswer {
        let now = clock()
        let perHour = configuration.faucetRequestsPerHour
        let wait = faucetPace.withLock { pace -> Int64? in
            let wait = pace.wait(key.account, perHour: perHour, atOnce: perHour, now: now)
            if wait == nil { pace.take(key.account, perHour: perHour, now: now) }
            return wait
        }
        if let wait {
            let text = "the faucet was asked \(perHour) times in an hour; ask again in \(wait) s"
            return .refused(SettlementError(.limit, text))
        }
        let clock = clock
        return try await LedgerSender(ledger: self, key: key, clock: clock).send(
            .faucet(account: account, amount: amount)
        )
    }
}
