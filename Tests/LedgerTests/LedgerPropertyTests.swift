import ContentAddressing
import Core
import Ledger
import Settlement
import TestKit
import Testing

/// Ten thousand messages by chance: refused ones change nothing, and the log gives the state again at any point.
@Suite struct LedgerPropertyTests {
    @Test(arguments: [1, 2] as [UInt64])
    func randomMessages(seed: UInt64) throws {
        let scene = try LedgerScene()
        let genesis = try scene.genesis(chainLength: 1 << 16)
        var book = try Book(genesis, scene.keeper)
        var messages = try RandomMessages(seed: seed)
        var now = LedgerScene.start
        var (accepted, refused) = (0, 0)
        for number in 0..<10_000 {
            now += Int64([0, 0, 1, 5, 30, 400][messages.below(6)])
            try book.settle(now: now)
            let envelope = try messages.next(book.state, now: now)
            let before = number % 10 == 0 ? book.state.digest : nil
            do throws(LedgerFailure) {
                try book.apply(envelope, now: now)
                accepted += 1
            } catch {
                guard case .refused = error else { throw error }
                refused += 1
                if let before { #expect(book.state.digest == before, "\(error) of \(envelope.message)") }
            }
            guard number % 997 == 0 else { continue }
            // A snapshot goes on as the state that wrote it.
            let copy = try LedgerState(snapshot: book.state.snapshot())
            #expect(copy.digest == book.state.digest)
            book.state = copy
        }
        #expect(accepted > 2000 && refused > 2000, "\(accepted) accepted, \(refused) refused")
        var replay = LedgerReplay(checkingSignatures: false)
        for entry in book.entries { try replay.take(entry) }
        try replay.checkBalances()
        #expect(replay.state?.digest == book.state.digest)
    }

    /// A ledger without a service: a state and the entries that it came from.
    private struct Book {
        var state: LedgerState
        var entries: [LedgerEntry]
        let keeper: BeaconKeeper

        init(_ genesis: LedgerGenesis, _ keeper: BeaconKeeper) throws {
            self.keeper = keeper
            state = try LedgerState(genesis)
            entries = []
            add(.genesis, genesis.bytes, LedgerEffects(), now: genesis.time)
        }

        mutating func add(_ kind: LedgerEntryKind, _ input: [UInt8], _ effects: LedgerEffects, now: Int64) {
            entries.append(
                LedgerEntry(after: entries.last, time: now, kind: kind.rawValue, input: input, effects: effects.bytes)
            )
        }

        mutating func settle(now: Int64) throws {
            for round in state.machine.neededRounds(now: now) {
                let chain = try #require(state.chain(of: round))
                let value = try #require(keeper.value(round, of: chain))
                guard let effects = try? state.publish(value, round: round, now: now) else { continue }
                var writer = CBORWriter()
                writer.array(2)
                writer.write(round)
                writer.write(value)
                add(.beacon, writer.bytes, effects, now: now)
            }
            if state.isDue(now: now) { add(.tick, [], try state.tick(now: now), now: now) }
            #expect(!state.isDue(now: now))
        }

        mutating func apply(_ envelope: CheckedEnvelope, now: Int64) throws(LedgerFailure) {
            add(.envelope, envelope.bytes, try state.apply(envelope, now: now), now: now)
        }
    }
}
