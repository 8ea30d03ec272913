import ContentAddressing
import Core
import InMemory
import Ledger
import Settlement
import Synchronization
import Testing

/// A disk that fails now and then: what was not written was not answered, and the ledger goes on from what is there.
@Suite struct FailedCommitTests {
    /// A log whose commits fail when they are told to.
    private final class FailingLog: LedgerLog {
        let inner = InMemoryLedgerLog()
        private let commits = Mutex(0)
        private let everyNth: Int

        init(everyNth: Int) { self.everyNth = everyNth }

        func commit(
            _ next: @escaping @Sendable () -> LogBatch?,
            done: @escaping @Sendable (Result<Void, CoreError>) -> Void
        ) {
            let mustFail = commits.withLock { count in
                count += 1
                return count % everyNth == 0
            }
            guard mustFail else {
                inner.commit(next, done: done)
                return
            }
            // All of the work is taken, and none of it is kept.
            inner.commit({
                while next() != nil {}
                return nil
            }) { _ in done(.failure(CoreError(.exhausted, "the disk is full"))) }
        }

        func lastEntry() async throws -> LedgerEntry? { try await inner.lastEntry() }
        func entries(from sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
            try await inner.entries(from: sequence, limit: limit)
        }
        func entries(about subject: Digest256, before sequence: UInt64, limit: Int) async throws -> [LedgerEntry] {
            try await inner.entries(about: subject, before: sequence, limit: limit)
        }
        func heads(from sequence: UInt64, limit: Int) async throws -> [LogHead] {
            try await inner.heads(from: sequence, limit: limit)
        }
        func lastHead() async throws -> LogHead? { try await inner.lastHead() }
        func snapshot(upTo sequence: UInt64) async throws -> LogSnapshot? { try await inner.snapshot(upTo: sequence) }
    }

    @Test(.timeLimit(.minutes(1)))
    func whatFailedIsNotAnsweredAndNotThere() async throws {
        let log = FailingLog(everyNth: 7)
        let scene = try LedgerScene(log: log)
        try await scene.create()
        let key = try LedgerScene.key(20)
        let seen = Mutex<[UInt64]>([])
        let (stored, failures) = try await scene.running { service in
            let following = service.follow { entries in seen.withLock { $0 += entries.map(\.sequence) } }
            defer { following.cancel() }
            var stored: Int64 = 0
            var failures = 0
            for nonce: UInt64 in 0..<120 {
                let envelope = try scene.envelope(.deal(.stake(amount: 1)), by: key, nonce: nonce, in: service)
                var isFirst = true
                while true {
                    do {
                        let receipt = try #require(try await service.submit(envelope).receipt)
                        // It failed before, so this is the first time that it is applied.
                        #expect(!receipt.isRepeated || !isFirst)
                        stored += 1
                        break
                    } catch let error as CoreError {
                        #expect(error.code == .exhausted)
                        failures += 1
                        isFirst = false
                    }
                    // Whoever reads sees what is on disk, if anything: the read can meet a failure as well.
                    if let account = try? await service.account(key.account) {
                        #expect(account.account.freeStake == stored)
                    }
                }
            }
            return (stored, failures)
        }
        #expect(failures > 0)
        // What failed was not handed over, and nothing twice; entries of time may come before and after.
        let handedOver = seen.withLock { $0 }
        #expect(handedOver.count >= 120)
        #expect(zip(handedOver, handedOver.dropFirst()).allSatisfy { $0 + 1 == $1 })
        let restored = try await LedgerRecovery.restore(log)
        #expect(restored.state.machine.account(key.account)?.freeStake == stored)
        let report = try await LedgerVerifier.verify(log)
        #expect(report.stateDigest == restored.state.digest)
        #expect(report.messages == 120)
    }
}
