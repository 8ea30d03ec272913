package import Core
package import Settlement
import Synchronization

/// The embedded ledger: the machine behind a log that is on disk before anybody hears of it.
///
/// One writer applies messages in batches inside the log's own transaction, so that all that waits shares one flush of
/// the disk; signatures are checked before, beside each other. Answers wait until the transaction is on disk. Time
/// never runs backwards. When a commit fails, the state is thrown away and made anew from the log, as after a restart.
package final class LedgerService: SettlementLedger {
    package let capabilities: LedgerCapabilities
    let configuration: LedgerConfiguration
    let log: any LedgerLog
    let key: SigningKey
    private let keeper: BeaconKeeper
    let clock: @Sendable () -> Int64
    private let desk: Mutex<LedgerDesk>
    private let inbox = Mutex(LedgerInbox())
    /// Tells of new entries.
    let news = LedgerNews()
    /// How often the faucet of a test network may still be asked.
    let faucetPace = Mutex(MessagePace())
    private let failures: AsyncStream<Void>
    private let failuresContinuation: AsyncStream<Void>.Continuation

    /// Reads the ledger back from its log.
    ///
    /// `clock` gives seconds since 1970. Throws `notFound` for an empty log, `corrupt` for one that does not give its
    /// state again, `forbidden` when the key or the secret is not the ledger's.
    package init(
        log: any LedgerLog,
        key: SigningKey,
        keeper: BeaconKeeper,
        configuration: LedgerConfiguration = LedgerConfiguration(),
        clock: @escaping @Sendable () -> Int64
    ) async throws {
        let restored = try await LedgerRecovery.restore(log)
        let genesis = restored.state.genesis
        guard genesis.operatorKey == key.publicKey else {
            throw Self.foreign("the key is not that of the ledger's operator")
        }
        guard keeper.made(restored.state.newestChain) else {
            throw Self.foreign("the beacon's secret is not the one that the ledger was made with")
        }
        self.log = log
        self.key = key
        self.keeper = keeper
        self.configuration = configuration
        self.clock = clock
        capabilities = LedgerCapabilities(restored.state)
        desk = Mutex(LedgerDesk(configuration: configuration, key: key, keeper: keeper, restored: restored))
        (failures, failuresContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Makes a ledger in an empty log; throws `conflict` when there is one already.
    package static func create(_ genesis: LedgerGenesis, in log: any LedgerLog, key: SigningKey) async throws {
        guard try await log.lastEntry() == nil else {
            throw CoreError(.conflict, "there is a ledger already", component: "Ledger")
        }
        do throws(SettlementError) {
            _ = try LedgerState(genesis)
            _ = try LedgerGenesis(decoding: genesis.bytes)
        } catch {
            throw CoreError(.validation, "the ledger cannot start like this: \(error)", component: "Ledger")
        }
        let entry = LedgerEntry(
            after: nil,
            time: genesis.time,
            kind: LedgerEntryKind.genesis.rawValue,
            input: genesis.bytes,
            effects: LedgerEffects().bytes
        )
        guard genesis.operatorKey == key.publicKey,
            let head = LogHead(entry, time: genesis.time, ledger: genesis.ledger, key: key)
        else { throw foreign("the key is not that of the ledger's operator") }
        var batch = LogBatch()
        batch.entries = [entry]
        batch.heads = [head]
        let once = OneBatch(batch)
        try await log.commit { once.take() }
    }

    private static func foreign(_ message: String) -> CoreError {
        CoreError(.forbidden, message, hint: "start it with the files that 'ledger init' made", component: "Ledger")
    }

    // MARK: - Life

    /// Runs until it is cancelled; what was answered before is on disk.
    package func run() async {
        inbox.withLock { $0.isOpen = true }
        startCommit()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.recoverFromFailures() }
            group.addTask { await self.keepTime() }
            await group.waitForAll()
        }
        await finishCommits()
        let left = inbox.withLock { inbox in
            inbox.isEnded = true
            return inbox.take(.max)
        }
        for inbound in left { inbound.fail(Self.shuttingDown) }
        news.end()
    }

    private static let shuttingDown = CoreError(.unavailable, "the ledger is shutting down", component: "Ledger")

    private func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.timerInterval)
            let now = clock()
            if desk.withLock({ $0.isDue(now: max(now, $0.last.time)) }) { startCommit() }
        }
        failuresContinuation.finish()
    }

    private func finishCommits() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isIdle = inbox.withLock { inbox in
                inbox.isOpen = false
                if inbox.isCommitting { inbox.onIdle = continuation }
                return !inbox.isCommitting
            }
            if isIdle { continuation.resume() }
        }
        // An empty turn of the log's thread: it has let go of everything that was ours before.
        try? await log.commit { nil }
    }

    private func recoverFromFailures() async {
        for await _ in failures { await recover() }
    }

    /// The state is not what is on disk: reads it again, trying until it can be read.
    private func recover() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.recoveryDelay)
            guard let restored = try? await LedgerRecovery.restore(log) else { continue }
            let fresh = LedgerDesk(configuration: configuration, key: key, keeper: keeper, restored: restored)
            desk.withLock { desk in
                let counters = desk.counters
                let pace = desk.pace
                desk = fresh
                desk.counters = counters
                desk.pace = pace
            }
            inbox.withLock { $0.isOpen = true }
            startCommit()
            return
        }
    }

    /// Reads what was restored, while nothing is committed yet.
    func atRest<Value: Sendable>(_ body: (LedgerDesk) -> Value) -> Value { desk.withLock { body($0) } }

    // MARK: - Coming in

    /// Does work within a transaction and tells its value once that is on disk, on the log's thread.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (inout LedgerDesk, Int64) -> Value,
        done: @escaping @Sendable (Result<Value, CoreError>) -> Void
    ) {
        let inbound = LedgerInbox.Inbound(
            work: { desk, now in
                let value = body(&desk, now)
                return { result in done(result.map { value }) }
            },
            fail: { done(.failure($0)) }
        )
        let refusal: CoreError? = inbox.withLock { inbox in
            if inbox.isEnded { return Self.shuttingDown }
            if inbox.waiting.count >= configuration.waitingMax {
                return CoreError(
                    .exhausted,
                    "\(inbox.waiting.count) messages wait for the ledger",
                    hint: "send it again in a moment",
                    component: "Ledger"
                )
            }
            inbox.add(inbound)
            return nil
        }
        if let refusal { inbound.fail(refusal) } else { startCommit() }
    }

    /// Does work within a transaction and returns its value once that is on disk.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout LedgerDesk, Int64) -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            perform(body) { result in continuation.resume(with: result.mapError { $0 as any Error }) }
        }
    }

    /// Reads what is on disk: at once on the caller's thread when nothing is being committed and time has brought
    /// nothing, and otherwise in its turn.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing LedgerDesk) -> Value,
        done: @escaping @Sendable (Result<Value, CoreError>) -> Void
    ) {
        if let value = readAtRest(body) { return done(.success(value)) }
        perform({ desk, _ in body(desk) }, done: done)
    }

    /// As `read(_:done:)`, for callers that may wait.
    func read<Value: Sendable>(_ body: @escaping @Sendable (borrowing LedgerDesk) -> Value) async throws -> Value {
        if let value = readAtRest(body) { return value }
        return try await perform { desk, _ in body(desk) }
    }

    /// Nil when the state is not what is on disk, or has to be brought up to the time first.
    private func readAtRest<Value: Sendable>(_ body: (borrowing LedgerDesk) -> Value) -> Value? {
        // No transaction begins while its lock is held.
        inbox.withLock { inbox in
            guard inbox.isAtRest else { return nil }
            return desk.withLock { desk in
                guard desk.broken == nil, !desk.isDue(now: max(clock(), desk.last.time)) else { return nil }
                return body(desk)
            }
        }
    }

    private func startCommit() {
        if inbox.withLock({ $0.startCommit() }) { commit() }
    }

    // MARK: - Transactions

    /// Asks the log for a transaction; exactly one is under way at a time.
    private func commit() {
        desk.withLock { $0.messages = 0 }
        log.commit({ self.nextBatch() }, done: { self.transactionEnded($0) })
    }

    /// Inside the transaction, on the log's thread.
    private func nextBatch() -> LogBatch? {
        let room = desk.withLock { $0.broken == nil ? configuration.transactionMessagesMax - $0.messages : 0 }
        guard room > 0 else { return nil }
        let inbound = inbox.withLock { $0.take(room) }
        let now = clock()
        return desk.withLock { desk in
            let now = max(now, desk.last.time)
            desk.settle(now: now)
            for item in inbound {
                let completion = item.work(&desk, now)
                desk.completions.append(completion)
            }
            return desk.endBatch(now: now)
        }
    }

    /// After the transaction, on the log's thread.
    private func transactionEnded(_ result: Result<Void, CoreError>) {
        var failure: CoreError?
        do { try result.get() } catch { failure = error }
        let (completions, fresh, isBroken, hasNews) = desk.withLock { desk in
            defer {
                desk.completions = []
                desk.fresh = []
            }
            let hasNews = failure == nil && desk.told != desk.last.sequence
            if hasNews { desk.told = desk.last.sequence }
            if failure == nil { desk.counters.commits += 1 } else { desk.counters.commitFailures += 1 }
            return (desk.completions, desk.fresh, desk.broken != nil, hasNews)
        }
        let mayGoOn = failure == nil && !isBroken
        // Nothing more is decided before the state is what is on disk.
        if !mayGoOn { inbox.withLock { $0.isOpen = false } }
        for completion in completions { completion(failure.map { .failure($0) } ?? .success(())) }
        // Before the next transaction, so that what they send in return can be a part of it.
        if failure == nil { news.handOver(fresh) }
        let (goesOn, idle) = inbox.withLock { $0.transactionEnded(mayGoOn: mayGoOn) }
        if goesOn { commit() }
        if hasNews { news.call() }
        if !mayGoOn { failuresContinuation.yield() }
        idle?.resume()
    }
}
