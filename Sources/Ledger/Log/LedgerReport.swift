package import ContentAddressing
import Core
import Settlement

/// What a check of a whole log found when everything was right.
package struct LedgerReport: Hashable, Sendable {
    package var ledger: Digest256
    package var name: String
    package var operatorKey: Digest256
    package var entries: UInt64
    package var messages: UInt64
    package var checkpoints: UInt64
    package var heads: UInt64
    /// The entry up to which the operator has signed; later ones are only chained.
    package var signedUpTo: UInt64?
    package var firstTime: Int64
    package var lastTime: Int64
    package var lastHash: Digest256
    package var stateDigest: Digest256
    package var accounts: Int
    package var openDeals: Int
    /// Deposits less withdrawals.
    package var external: Int64
    package var burned: Int64
    package var treasury: Int64

    init?(_ replay: LedgerReplay) {
        guard let state = replay.state, let last = replay.last else { return nil }
        ledger = state.ledger
        name = state.genesis.name
        operatorKey = state.genesis.operatorKey
        entries = replay.entryCount
        messages = replay.messageCount
        checkpoints = replay.checkpointCount
        heads = replay.headCount
        signedUpTo = replay.signedUpTo
        firstTime = state.genesis.time
        lastTime = last.time
        lastHash = last.hash
        stateDigest = state.digest
        accounts = state.machine.accountCount
        openDeals = state.machine.openDealCount
        external = state.machine.external
        burned = state.machine.burned
        treasury = state.machine.treasury
    }
}
