import ContentAddressing
import Core
import Foundation
import Testing

@testable import Settlement

/// Long random sequences of messages, most of them illegal: every invariant holds after each, and every deal ends.
@Suite struct FuzzTests {
    static let sequences = 16
    static let steps: Int = {
        let wanted = ProcessInfo.processInfo.environment["BACALHAU_FUZZ_MESSAGES"].flatMap { Int($0) } ?? 300_000
        return max(1, wanted / sequences)
    }()

    @Test(arguments: 0..<UInt64(sequences)) func invariantsHold(sequence: UInt64) throws {
        var taken = 0
        var refused = 0
        var outcomes: [Outcome: Int] = [:]
        var bound: [Outcome: Int] = [:]
        var boundInSilence = 0
        var left = Self.steps
        var seed = sequence * 1_000_003
        while left > 0 {
            let length = min(left, 800)
            left -= length
            let world = try run(seed: seed, steps: length)
            taken += world.accepted
            refused += world.rejected
            outcomes.merge(world.outcomes, uniquingKeysWith: +)
            bound.merge(world.bound, uniquingKeysWith: +)
            boundInSilence += world.boundInSilence
            seed += 1
        }
        if Self.steps >= 10_000 {
            // Legal and illegal messages are both there in numbers, and every way to end was gone.
            #expect(taken > Self.steps / 6 && refused > Self.steps / 4, "\(taken) taken, \(refused) refused")
            for outcome in Outcome.allCases { #expect(outcomes[outcome, default: 0] > 0, "\(outcome.name)") }
            for outcome in [Outcome.settledSlash, .forcedPaid, .failedRefund] {
                #expect(bound[outcome, default: 0] > 0, "\(outcome.name) with a bound client")
            }
            #expect(boundInSilence > 0)
        }
        print(
            "fuzz \(sequence): \(taken) taken, \(refused) refused, \(outcomes.map { "\($0.key.name) \($0.value)" }.sorted())"
        )
    }

    private func run(seed: UInt64, steps: Int) throws -> FuzzWorld {
        var world = try FuzzWorld(seed: seed)
        var step = 0
        do {
            while step < steps {
                try world.step()
                step += 1
            }
            try world.drain()
        } catch {
            let script = world.script.joined(separator: "\n")
            Issue.record("seed \(seed), step \(step): \(error)\nThe script that repeats it:\n\(script)")
        }
        return world
    }

    @Test func aSeedIsTheSameEveryTime() throws {
        var worlds = [try FuzzWorld(seed: 4), try FuzzWorld(seed: 4)]
        for index in worlds.indices { for _ in 0..<500 { try worlds[index].step() } }
        #expect(worlds[0].machine.snapshot() == worlds[1].machine.snapshot())
        #expect(worlds[0].script == worlds[1].script)
    }

    @Test func aScriptRepeatsAWorld() throws {
        for seed in UInt64(0)..<6 {
            var world = try FuzzWorld(seed: seed)
            for _ in 0..<400 { try world.step() }
            var script = LedgerScript()
            var taken = 0
            for line in world.script { if let answer = script.run(line), answer.contains(" ok") { taken += 1 } }
            #expect(script.violation == nil)
            #expect(script.machine?.stateDigest == world.machine.stateDigest, "seed \(seed)")
            #expect(taken > 20)
        }
    }

    @Test func aSnapshotGoesOnAsTheMachineThatWroteIt() throws {
        for seed in UInt64(0)..<6 {
            var world = try FuzzWorld(seed: seed)
            for step in 0..<400 {
                try world.step()
                guard step % 40 == 0 else { continue }
                let bytes = world.machine.snapshot()
                var twin = try SettlementMachine(snapshot: bytes)
                #expect(twin.snapshot() == bytes)
                var original = world.machine
                for later in [700, 90_000, 400_000] as [Int64] {
                    let time = world.now + later
                    for round in original.neededRounds(now: time) {
                        let value = LedgerScript.beaconValue(seed: FuzzWorld.beaconSeed, round: round)
                        #expect(
                            original.publish(value, round: round, now: time)
                                == twin.publish(value, round: round, now: time)
                        )
                    }
                    original.tick(now: time)
                    twin.tick(now: time)
                    #expect(original.events == twin.events)
                }
                #expect(original.snapshot() == twin.snapshot())
            }
        }
    }
}
