import ContentAddressing
import Core
import InMemory
import Ledger
import Settlement
import Synchronization
import TestKit
import Testing

/// Whatever is changed in a log or in an export is found, and the report says where.
@Suite struct TamperTests {
    /// A log with every kind of entry in it.
    private static func story() async throws -> LedgerScene {
        let scene = try LedgerScene(checkpointEntries: 8)
        try await scene.create(chainLength: 32)
        try await scene.running { service in
            for verifies in [false, true, false] {
                try await DealRun(scene, service, verifies: verifies).run()
                scene.pass(90)
            }
            let sender = try scene.sender(21, service)
            let posted = try await sender.send(
                .deal(.post(LedgerScene.post(try LedgerScene.client(21), nonce: 0, job: 9)))
            )
            let deal = try #require(posted.receipt?.deal)
            scene.pass(1000)
            try await eventually { try await service.deal(deal) == nil }
            try await eventually { try await scene.log.lastHead()?.sequence == scene.log.lastEntry()?.sequence }
        }
        return scene
    }

    private static func entries(_ scene: LedgerScene) async throws -> [LedgerEntry] {
        try await scene.log.entries(from: 0, limit: 10_000)
    }

    private static func fault(_ entries: [LedgerEntry]) -> LedgerFault? {
        var replay = LedgerReplay()
        do throws(LedgerFault) {
            for entry in entries { try replay.take(entry) }
            try replay.checkBalances()
            return nil
        } catch {
            return error
        }
    }

    @Test func theStoryHasEveryKindOfEntryAndIsRight() async throws {
        let entries = try await Self.entries(try await Self.story())
        #expect(Set(entries.map(\.kind)) == Set(LedgerEntryKind.allCases.map(\.rawValue)))
        #expect(Self.fault(entries) == nil)
    }

    /// A forger who does not mend the chain is found by the hash.
    @Test func everyByteOfAnEntryCounts() async throws {
        let entries = try await Self.entries(try await Self.story())
        for (index, entry) in entries.enumerated() {
            var forgeries: [LedgerEntry] = [
                entry.with(time: entry.time + 1), entry.with(kind: entry.kind ^ 1),
                entry.with(previous: Digest256(repeating: 1)), entry.with(hash: Digest256(repeating: 1)),
                entry.with(sequence: entry.sequence + 1),
            ]
            for place in Set([0, entry.input.count / 2, entry.input.count - 1])
            where place >= 0 && place < entry.input.count {
                forgeries.append(entry.with(input: entry.input.flipping(place)))
            }
            for place in Set([0, entry.effects.count - 1]) where place >= 0 {
                forgeries.append(entry.with(effects: entry.effects.flipping(place)))
            }
            for forgery in forgeries {
                var forged = entries
                forged[index] = forgery
                #expect(Self.fault(forged)?.entry == UInt64(index))
            }
            var shorter = entries
            shorter.remove(at: index)
            if index + 1 < entries.count { #expect(Self.fault(shorter)?.entry == UInt64(index)) }
        }
    }

    /// A forger who makes the chain anew is found by what replaying gives, and by the signed heads.
    @Test func aMendedChainIsFoundByTheReplay() async throws {
        let scene = try await Self.story()
        let entries = try await Self.entries(scene)
        let heads = try await scene.log.heads(from: 0, limit: 1000)
        for (index, entry) in entries.enumerated() where index > 0 {
            // The last byte of the effects is an amount; of the input a signature, a value or a digest.
            var forgeries = [entry.with(effects: entry.effects.flipping(entry.effects.count - 1))]
            // The tip of a chain that nothing has come from yet is the operator's to choose: only a head fixes it.
            if !entry.input.isEmpty, entry.kind != LedgerEntryKind.beaconChain.rawValue {
                forgeries.append(entry.with(input: entry.input.flipping(entry.input.count - 1)))
            }
            for forgery in forgeries {
                let found = Self.fault(Self.mended(entries, index, forgery))
                let fault = try #require(found)
                #expect(fault.entry == UInt64(index), "\(fault)")
            }
            // An entry that does nothing, put in between, moves all hashes: no head fits any more.
            var replay = LedgerReplay()
            let extra = entry.with(input: [], effects: LedgerEffects().bytes, kind: LedgerEntryKind.tick.rawValue)
            let forged = Self.mended(entries, index, extra)
            #expect(throws: LedgerFault.self) {
                for entry in forged {
                    try replay.take(entry)
                    for head in heads where head.sequence == entry.sequence { try replay.take(head) }
                }
            }
        }
    }

    /// The entries with one replaced and all later ones chained again.
    private static func mended(_ entries: [LedgerEntry], _ index: Int, _ forgery: LedgerEntry) -> [LedgerEntry] {
        var forged = Array(entries[..<index])
        for (place, entry) in entries.enumerated() where place >= index {
            let source = place == index ? forgery : entry
            forged.append(
                LedgerEntry(
                    after: forged.last,
                    time: source.time,
                    kind: source.kind,
                    input: source.input,
                    effects: source.effects
                )
            )
        }
        return forged
    }

    @Test func anExportIsCheckedByWhatItHolds() async throws {
        let scene = try await Self.story()
        let file = try await Self.export(scene)
        let report = try Self.verify(file)
        let genesis = try scene.genesis(chainLength: 32)
        #expect(report.ledger == genesis.ledger && report.operatorKey == scene.operatorKey.publicKey)
        let direct = try await LedgerVerifier.verify(scene.log)
        #expect(report == direct)
        #expect(report.signedUpTo == report.entries - 1)
        #expect(report.checkpoints > 0 && report.messages > 0)
    }

    @Test func everyByteOfAnExportCounts() async throws {
        let file = try await Self.export(try await Self.story())
        for place in stride(from: 0, to: file.count, by: 13) {
            #expect(throws: LedgerFault.self) { try Self.verify(file.flipping(place)) }
        }
        for place in stride(from: 0, to: file.count, by: 97) {
            #expect(throws: LedgerFault.self) { try Self.verify(Array(file[..<place])) }
        }
        #expect(throws: LedgerFault.self) { try Self.verify(file + [0]) }
    }

    @Test func whatIsKnownIsCompared() async throws {
        let scene = try await Self.story()
        let file = try await Self.export(scene)
        let head = try #require(try await scene.log.heads(from: 2, limit: 1).first)
        var known = LedgerVerifier.Expectations(
            ledger: try scene.genesis(chainLength: 32).ledger,
            operatorKey: scene.operatorKey.publicKey,
            head: head
        )
        _ = try Self.verify(file, known)
        known.ledger = .zero
        #expect(throws: LedgerFault.self) { try Self.verify(file, known) }
        known.ledger = nil
        known.operatorKey = .zero
        #expect(throws: LedgerFault.self) { try Self.verify(file, known) }
        known.operatorKey = nil
        // A head that the log does not contain: another past, or one that was cut off.
        known.head = LogHead(sequence: head.sequence, time: 0, hash: .zero, signature: head.signature)
        #expect(throws: LedgerFault.self) { try Self.verify(file, known) }
        known.head = LogHead(sequence: 1 << 40, time: 0, hash: .zero, signature: head.signature)
        #expect(throws: LedgerFault.self) { try Self.verify(file, known) }
    }

    private static func export(_ scene: LedgerScene) async throws -> [UInt8] {
        var file: [UInt8] = []
        _ = try await LedgerExport.write(scene.log) { file += $0 }
        return file
    }

    @discardableResult
    private static func verify(
        _ file: [UInt8],
        _ expectations: LedgerVerifier.Expectations = .init()
    ) throws -> LedgerReport {
        var rest = file[...]
        return try LedgerVerifier.verify(
            export: { _ in
                // Small pieces, so that records lie across them.
                let piece = Array(rest.prefix(1000))
                rest = rest.dropFirst(1000)
                return piece
            },
            expecting: expectations
        )
    }
}

extension [UInt8] {
    /// The bytes with one bit of one of them changed.
    func flipping(_ place: Int) -> [UInt8] {
        var bytes = self
        bytes[place] ^= 1
        return bytes
    }
}

extension LedgerEntry {
    /// The entry with other fields and, unless it is given, the hash that it had.
    func with(
        sequence: UInt64? = nil,
        time: Int64? = nil,
        input: [UInt8]? = nil,
        effects: [UInt8]? = nil,
        kind: UInt8? = nil,
        previous: Digest256? = nil,
        hash: Digest256? = nil
    ) -> LedgerEntry {
        LedgerEntry(
            sequence: sequence ?? self.sequence,
            time: time ?? self.time,
            kind: kind ?? self.kind,
            input: input ?? self.input,
            effects: effects ?? self.effects,
            previous: previous ?? self.previous,
            hash: hash ?? self.hash
        )
    }
}
