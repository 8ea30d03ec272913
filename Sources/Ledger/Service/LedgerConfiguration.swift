/// How a ledger is run.
package struct LedgerConfiguration: Sendable {
    /// A checkpoint follows after so many entries at the latest, or more when the state is large.
    package var checkpointEntries = 4096
    /// For each of so many bytes of the state one more entry may come before the next checkpoint, so that a large state
    /// is not written more often than it changes.
    package var checkpointBytesPerEntry = 128
    /// The most messages that one transaction takes.
    package var transactionMessagesMax = 2048
    /// The most messages that wait.
    package var waitingMax = 65_536
    /// How often the ledger looks whether something is due.
    package var timerInterval = Duration.milliseconds(250)
    /// How long it waits after a failed commit before it reads its log again.
    package var recoveryDelay = Duration.milliseconds(250)
    /// How many rounds before the end of a beacon chain the next one is announced.
    package var chainReserve: UInt64 = 1 << 14

    /// How many messages that cost their account nothing it may send at once; each hour gives back
    /// ``freeMessagesPerHour``, each post ``freeMessagesPerPost``.
    ///
    /// They are stake, unstake, withdraw, exit, assign, allow, draw, give back and recall: each takes room in the log
    /// for ever. Commit, decline, decide, verdict, leak and reveal are never counted; a post pays for them.
    package var freeMessagesMax = 100
    package var freeMessagesPerHour = 60
    package var freeMessagesPerPost = 4
    /// How often in an hour, and at once, the faucet of a test network can be asked by all together.
    package var faucetRequestsPerHour = 600

    package init() {}
}
