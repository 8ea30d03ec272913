package import ContentAddressing
package import Settlement

/// Everything that a ledger knows, as a value: the machine of deals, and around it nonces, allowances, the faucet and
/// the beacon.
///
/// It is a function of its log: the same entries give the same bytes. It reads no clock and no disk.
package struct LedgerState: Sendable {
    package let genesis: LedgerGenesis
    /// The ledger's name in signatures.
    package let ledger: Digest256
    /// The protocol's accounts and deals.
    package internal(set) var machine: SettlementMachine
    var nonces = NonceBook()
    var allowances = AllowanceBook()
    var faucet = FaucetBook()
    var track: BeaconTrack
    /// Watches the machine's promises; not part of the state.
    var checker: InvariantChecker
    /// What the entry under way has done so far; not part of the state.
    var events: [LedgerEvent] = []
    /// The promise that does not hold any more; not part of the state, which must then be thrown away.
    var broken: InvariantViolation?

    /// Starts a ledger; throws for a genesis that the machine does not take.
    package init(_ genesis: LedgerGenesis) throws(SettlementError) {
        let machine = try SettlementMachine(genesis.machine, acceptingRisks: genesis.isTest)
        guard genesis.chain.number == 0, genesis.chain.firstRound == genesis.params.round(at: genesis.time) else {
            throw SettlementError(.beacon, "the first chain of beacon values does not start with the ledger")
        }
        self.genesis = genesis
        ledger = genesis.ledger
        self.machine = machine
        track = BeaconTrack(genesis.chain)
        checker = try Self.checker(machine)
    }

    /// The digest of the whole state.
    package var digest: Digest256 { SHA256Hasher.digest(of: snapshot()) }

    /// The nonce of an account's last message that took effect.
    package func lastNonce(_ account: AccountID) -> UInt64? { nonces.last(account) }

    /// The allowances that an account gives or has.
    package func allowances(of account: AccountID) -> [Allowance] { allowances.allowances(of: account) }

    /// What an account has taken from its parents and not given back.
    package func owed(by account: AccountID) -> Int64 { allowances.owed(by: account) }

    /// The chain whose value a round has; nil when none is announced that far.
    package func chain(of round: UInt64) -> BeaconChain? { track.chain(of: round) }

    /// The last round whose value is committed to.
    package var lastCommittedRound: UInt64 { track.lastCommittedRound }

    /// The newest chain of beacon values.
    package var newestChain: BeaconChain { track.next ?? track.chain }

    /// The whole state as canonical bytes.
    package func snapshot() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(7)
        writer.write("bac/ledger-state/v1")
        writer.write(genesis.bytes)
        writer.write(machine.snapshot())
        nonces.write(to: &writer)
        allowances.write(to: &writer)
        faucet.write(to: &writer)
        track.write(to: &writer)
        return writer.bytes
    }

    /// Reads a snapshot back; the state then goes on as the one that wrote it.
    package init(snapshot bytes: [UInt8]) throws(SettlementError) {
        var reader = CBORReader(bytes)
        try reader.expectArray(7)
        guard try reader.readText(limit: 32) == "bac/ledger-state/v1" else { throw reader.failure("this is no state") }
        genesis = try LedgerGenesis(decoding: try reader.readBytes(limit: .max))
        ledger = genesis.ledger
        machine = try SettlementMachine(snapshot: try reader.readBytes(limit: .max))
        nonces = try NonceBook(from: &reader)
        allowances = try AllowanceBook(from: &reader)
        faucet = try FaucetBook(from: &reader)
        track = try BeaconTrack(from: &reader)
        try reader.end()
        checker = try Self.checker(machine)
    }

    private static func checker(_ machine: SettlementMachine) throws(SettlementError) -> InvariantChecker {
        do throws(InvariantViolation) {
            return try InvariantChecker(machine)
        } catch {
            throw SettlementError(.malformed, "the state breaks \(error)")
        }
    }
}
