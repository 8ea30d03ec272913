import ContentAddressing
package import Core
import Settlement

/// Goes through a log from its beginning, or from a snapshot, and does everything again: whatever it takes was right.
///
/// It is a value and reads no file: a restart, `ledger verify` and a third party's check are the same code.
package struct LedgerReplay: Sendable {
    /// The state after the last entry; nil before the first.
    package private(set) var state: LedgerState?
    package private(set) var last: LedgerEntry?
    /// The entry of the newest head that was taken.
    package private(set) var signedUpTo: UInt64?
    package private(set) var entryCount: UInt64 = 0
    package private(set) var messageCount: UInt64 = 0
    package private(set) var checkpointCount: UInt64 = 0
    package private(set) var headCount: UInt64 = 0
    private let checkingSignatures: Bool

    /// Starts before the first entry.
    package init(checkingSignatures: Bool = true) { self.checkingSignatures = checkingSignatures }

    /// Starts from a snapshot, after the checkpoint that it belongs to; signatures were checked before.
    package init(snapshot: LogSnapshot, at entry: LedgerEntry) throws(LedgerFault) {
        checkingSignatures = false
        guard entry.kind == LedgerEntryKind.checkpoint.rawValue, entry.sequence == snapshot.sequence,
            entry.hash == entry.expectedHash
        else {
            throw LedgerFault(snapshot.sequence, "snapshot", expected: "that of a checkpoint", found: "another entry")
        }
        do throws(SettlementError) {
            let state = try LedgerState(snapshot: snapshot.bytes)
            let digest = state.digest
            guard digest.bytes == entry.input else {
                throw SettlementError(.malformed, "the snapshot's digest is \(digest.hex)")
            }
            self.state = state
        } catch {
            throw LedgerFault(entry.sequence, "snapshot", expected: Hex.text(entry.input), found: error.description)
        }
        last = entry
    }

    /// Takes the next entry; throws the first thing that is wrong with it.
    package mutating func take(_ entry: LedgerEntry) throws(LedgerFault) {
        let sequence = entry.sequence
        let expected = last.map { $0.sequence + 1 } ?? 0
        guard sequence == expected else {
            throw LedgerFault(expected, "sequence", expected: "\(expected)", found: "\(sequence)")
        }
        let previous = last?.hash ?? LedgerEntry.beginning
        guard entry.previous == previous else {
            throw LedgerFault(sequence, "previous hash", expected: previous.hex, found: entry.previous.hex)
        }
        let hash = entry.expectedHash
        guard entry.hash == hash else {
            throw LedgerFault(sequence, "hash", expected: hash.hex, found: entry.hash.hex)
        }
        if let last, entry.time < last.time {
            throw LedgerFault(sequence, "time", expected: "\(last.time) or later", found: "\(entry.time)")
        }
        let effects = try replay(entry)
        let bytes = effects.bytes
        guard bytes == entry.effects else { throw Self.fault(sequence, replayed: effects, entry.effects) }
        last = entry
        entryCount += 1
    }

    /// Takes a head, which has to be that of the last entry.
    package mutating func take(_ head: LogHead) throws(LedgerFault) {
        guard let last, let state, head.sequence == last.sequence else {
            throw LedgerFault(head.sequence, "head", expected: "a head of an entry of the log", found: "another one")
        }
        guard head.hash == last.hash else {
            throw LedgerFault(head.sequence, "head", expected: last.hash.hex, found: head.hash.hex)
        }
        if checkingSignatures, !head.isSigned(ledger: state.ledger, by: state.genesis.operatorKey) {
            throw LedgerFault(
                head.sequence,
                "signature of the head",
                expected: "that of \(state.genesis.operatorKey.hex)",
                found: "another one"
            )
        }
        signedUpTo = head.sequence
        headCount += 1
    }

    /// Looks at the whole state once more: all money is somewhere, and every bucket agrees with its deals.
    package func checkBalances() throws(LedgerFault) {
        guard let state, let last else {
            throw LedgerFault(nil, "log", expected: "a genesis", found: "no entry")
        }
        do throws(InvariantViolation) {
            _ = try InvariantChecker(state.machine)
        } catch {
            throw LedgerFault(last.sequence, "balances", expected: "the promises of the protocol", found: "\(error)")
        }
    }

    private mutating func replay(_ entry: LedgerEntry) throws(LedgerFault) -> LedgerEffects {
        guard let kind = LedgerEntryKind(rawValue: entry.kind) else {
            throw LedgerFault(entry.sequence, "kind", expected: "0 to 5", found: "\(entry.kind)")
        }
        guard (kind == .genesis) == (entry.sequence == 0) else {
            throw LedgerFault(entry.sequence, "kind", expected: "a genesis at the start", found: kind.name)
        }
        do {
            return try replay(kind, entry)
        } catch let error as SettlementError {
            throw LedgerFault(entry.sequence, kind.name, expected: "one that the ledger takes", found: "\(error)")
        } catch let failure as LedgerFailure {
            throw LedgerFault(entry.sequence, kind.name, expected: "one that the ledger takes", found: "\(failure)")
        } catch {
            throw LedgerFault(entry.sequence, kind.name, expected: "one that the ledger takes", found: "\(error)")
        }
    }

    private mutating func replay(_ kind: LedgerEntryKind, _ entry: LedgerEntry) throws -> LedgerEffects {
        if kind == .genesis {
            let genesis = try LedgerGenesis(decoding: entry.input)
            guard entry.time == genesis.time else {
                throw SettlementError(.time, "the ledger starts at \(genesis.time)")
            }
            state = try LedgerState(genesis)
            return LedgerEffects()
        }
        // One owner at a time, so that nothing is copied.
        guard var state else { throw SettlementError(.state, "there is no genesis") }
        self.state = nil
        defer { self.state = state }
        switch kind {
        case .genesis: return LedgerEffects()
        case .envelope:
            let envelope = try CheckedEnvelope(
                entry.input,
                ledger: state.ledger,
                checkingSignatures: checkingSignatures
            )
            messageCount += 1
            return try state.apply(envelope, now: entry.time)
        case .tick:
            guard entry.input.isEmpty else { throw SettlementError(.malformed, "a tick has no input") }
            return try state.tick(now: entry.time)
        case .beacon:
            let (round, value) = try BeaconInput.decode(entry.input)
            return try state.publish(value, round: round, now: entry.time)
        case .beaconChain: return try state.announce(try BeaconInput.decodeChain(entry.input), now: entry.time)
        case .checkpoint:
            let digest = state.digest
            guard digest.bytes == entry.input else {
                throw SettlementError(
                    .malformed,
                    "a state digest of \(Hex.text(entry.input)); replaying gives \(digest.hex)"
                )
            }
            checkpointCount += 1
            return LedgerEffects()
        }
    }

    /// Says what differs in the effects of an entry.
    private static func fault(_ sequence: UInt64, replayed: LedgerEffects, _ bytes: [UInt8]) -> LedgerFault {
        let found: LedgerEffects
        do throws(SettlementError) {
            found = try LedgerEffects(decoding: bytes)
        } catch {
            return LedgerFault(sequence, "effects", expected: "readable effects", found: error.description)
        }
        if found.deal != replayed.deal {
            return LedgerFault(
                sequence,
                "posted deal",
                expected: replayed.deal?.description ?? "none",
                found: found.deal?.description ?? "none"
            )
        }
        for index in 0..<max(found.events.count, replayed.events.count) {
            let right = index < replayed.events.count ? replayed.events[index].description : "no event"
            let wrong = index < found.events.count ? found.events[index].description : "no event"
            if right != wrong {
                return LedgerFault(sequence, "event \(index + 1)", expected: right, found: wrong)
            }
        }
        return LedgerFault(sequence, "effects", expected: "the canonical bytes", found: "other bytes")
    }
}
