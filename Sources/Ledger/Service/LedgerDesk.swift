import ContentAddressing
import Core
import Settlement

/// What the ledger's driver keeps under its lock: the state, the end of the log, and what waits for a commit.
struct LedgerDesk: Sendable {
    let configuration: LedgerConfiguration
    let key: SigningKey
    let keeper: BeaconKeeper
    var state: LedgerState
    /// The last entry, committed or about to be.
    var last: LedgerEntry
    /// The batch that is being made.
    var batch = LogBatch()
    /// The entries of the open transaction.
    var fresh: [LedgerEntry] = []
    /// Told once the transaction has ended.
    var completions: [LedgerInbox.Completion] = []
    /// Messages of the open transaction.
    var messages = 0
    /// The state must not be used any more.
    var broken: InvariantViolation?
    var counters = LedgerCounters()
    /// How many messages each account may still send that cost it nothing.
    var pace = MessagePace()
    /// The last entry of which those who wait were told.
    var told: UInt64?

    private var signedUpTo: UInt64?
    private var signedRound: UInt64 = 0
    private var beaconRound: UInt64 = 0
    private var entriesSinceCheckpoint: Int
    private var entriesUntilCheckpoint: Int

    init(
        configuration: LedgerConfiguration,
        key: SigningKey,
        keeper: BeaconKeeper,
        restored: LedgerRecovery.Restored
    ) {
        self.configuration = configuration
        self.key = key
        self.keeper = keeper
        state = restored.state
        last = restored.last
        signedUpTo = restored.head?.sequence
        entriesSinceCheckpoint = restored.entriesSinceSnapshot
        entriesUntilCheckpoint = configuration.checkpointEntries
    }

    /// The round of the beacon at a time.
    func round(at now: Int64) -> UInt64 { state.machine.params.round(at: now) }

    /// Whether time has brought something, although nobody has sent anything.
    func isDue(now: Int64) -> Bool {
        if broken != nil { return false }
        let round = round(at: now)
        if round > signedRound, signedUpTo.map({ $0 < last.sequence }) ?? true { return true }
        if round > beaconRound, !state.machine.neededRounds(now: now).isEmpty { return true }
        return isChainEnding(round) || state.isDue(now: now)
    }

    private func isChainEnding(_ round: UInt64) -> Bool {
        state.lastCommittedRound < round + min(configuration.chainReserve, state.newestChain.length / 2)
    }

    // MARK: - Entries

    /// Does what time has brought; it comes before every message.
    mutating func settle(now: Int64) {
        let round = round(at: now)
        if isChainEnding(round) { announceChain(round, now: now) }
        if round > beaconRound {
            for needed in state.machine.neededRounds(now: now) { publish(needed, now: now) }
            beaconRound = round
        }
        guard broken == nil, state.isDue(now: now) else { return }
        do throws(LedgerFailure) {
            append(.tick, [], try state.tick(now: now), now: now)
        } catch {
            note(error)
        }
    }

    private mutating func announceChain(_ round: UInt64, now: Int64) {
        let old = state.newestChain
        let delay = UInt64(clamping: state.machine.params.beaconDelay)
        let chain = keeper.chain(
            number: old.number + 1,
            firstRound: max(old.lastRound, round + delay),
            length: old.length
        )
        do throws(LedgerFailure) {
            append(.beaconChain, BeaconInput.encode(chain), try state.announce(chain, now: now), now: now)
        } catch {
            note(error)
        }
    }

    private mutating func publish(_ round: UInt64, now: Int64) {
        guard broken == nil, let chain = state.chain(of: round), let value = keeper.value(round, of: chain) else {
            return
        }
        do throws(LedgerFailure) {
            let effects = try state.publish(value, round: round, now: now)
            append(.beacon, BeaconInput.encode(value, round: round), effects, now: now)
        } catch {
            // A round that was missing too long has a value already.
            note(error)
        }
    }

    /// Applies a message; what it did is in the batch, or nothing has changed.
    mutating func apply(_ envelope: CheckedEnvelope, now: Int64) throws(LedgerFailure) -> LedgerReceipt {
        if let broken { throw .broken(broken) }
        messages += 1
        do throws(LedgerFailure) {
            try checkPace(envelope, now: now)
            let effects = try state.apply(envelope, now: now)
            notePace(envelope, now: now)
            append(.envelope, envelope.bytes, effects, about: envelope, now: now)
            counters.accepted += 1
            return LedgerReceipt(
                sequence: last.sequence,
                time: now,
                hash: last.hash,
                deal: effects.deal,
                isRepeated: false
            )
        } catch {
            note(error)
            counters.refused += 1
            throw error
        }
    }

    /// Refuses what an account sends too often; a repetition is let through, to get its first answer.
    private func checkPace(_ envelope: CheckedEnvelope, now: Int64) throws(LedgerFailure) {
        guard envelope.message.isFree, state.lastNonce(envelope.account).map({ envelope.nonce > $0 }) ?? true,
            let wait = pace.wait(
                envelope.account,
                perHour: configuration.freeMessagesPerHour,
                atOnce: configuration.freeMessagesMax,
                now: now
            )
        else { return }
        throw .refused(
            SettlementError(
                .limit,
                "the account has sent \(configuration.freeMessagesMax) messages that cost it nothing; "
                    + "the next one can come in \(wait) s, or after a post"
            )
        )
    }

    private mutating func notePace(_ envelope: CheckedEnvelope, now: Int64) {
        let perHour = configuration.freeMessagesPerHour
        if envelope.message.isFree {
            pace.take(envelope.account, perHour: perHour, now: now)
        } else if case .deal(.post) = envelope.message {
            pace.giveBack(configuration.freeMessagesPerPost, to: envelope.account, perHour: perHour)
        }
    }

    /// Ends a batch: signs a head for each round, and writes the state down from time to time.
    mutating func endBatch(now: Int64) -> LogBatch? {
        if broken == nil, entriesSinceCheckpoint >= entriesUntilCheckpoint { checkpoint(now: now) }
        let round = round(at: now)
        if round > signedRound, signedUpTo.map({ $0 < last.sequence }) ?? true,
            let head = LogHead(last, time: now, ledger: state.ledger, key: key)
        {
            batch.heads.append(head)
            signedUpTo = last.sequence
            signedRound = round
        }
        guard !batch.isEmpty else { return nil }
        fresh += batch.entries
        defer { batch = LogBatch() }
        return batch
    }

    private mutating func checkpoint(now: Int64) {
        let bytes = state.snapshot()
        let digest = SHA256Hasher.digest(of: bytes)
        append(.checkpoint, digest.bytes, LedgerEffects(), now: now)
        batch.snapshot = LogSnapshot(sequence: last.sequence, bytes: bytes)
        entriesSinceCheckpoint = 0
        entriesUntilCheckpoint = max(
            configuration.checkpointEntries,
            bytes.count / max(1, configuration.checkpointBytesPerEntry)
        )
    }

    private mutating func append(
        _ kind: LedgerEntryKind,
        _ input: [UInt8],
        _ effects: LedgerEffects,
        about envelope: CheckedEnvelope? = nil,
        now: Int64
    ) {
        let entry = LedgerEntry(after: last, time: now, kind: kind.rawValue, input: input, effects: effects.bytes)
        batch.entries.append(entry)
        last = entry
        entriesSinceCheckpoint += 1
        var subjects: [Digest256] = []
        if let envelope { subjects += [envelope.digest, envelope.account.digest] }
        for event in effects.events {
            if let account = event.account?.digest, !subjects.contains(account) { subjects.append(account) }
            if let deal = event.deal?.digest, !subjects.contains(deal) { subjects.append(deal) }
        }
        for subject in subjects { batch.marks.append(LogMark(subject: subject, sequence: entry.sequence)) }
    }

    private mutating func note(_ failure: LedgerFailure) {
        if case .broken(let violation) = failure { broken = violation }
    }
}
