import ContentAddressing
package import Core
import Testing

/// What every ``LedgerLog`` must do.
///
/// Each case gets an empty log.
package enum LedgerLogSuite {
    package typealias Case = SuiteCase<any LedgerLog>

    package static let cases: [Case] = [
        Case("what is committed is read back, in order and in pieces") { log in
            let entries = chain(9)
            try await log.commit(LogBatch(entries[..<4]))
            try await log.commit([LogBatch(entries[4..<6]), LogBatch(entries[6...])])
            #expect(try await log.lastEntry() == entries[8])
            #expect(try await log.entries(from: 0, limit: 100) == entries)
            #expect(try await log.entries(from: 3, limit: 4) == Array(entries[3..<7]))
            #expect(try await log.entries(from: 9, limit: 4).isEmpty)
            #expect(try await log.entries(from: .max, limit: 4).isEmpty)
            #expect(try await log.entries(from: 0, limit: 0).isEmpty)
        },
        Case("an empty log is empty, and so is an empty commit") { log in
            try await log.commit([])
            try await log.commit(LogBatch())
            #expect(try await log.lastEntry() == nil)
            #expect(try await log.lastHead() == nil)
            #expect(try await log.snapshot(upTo: .max) == nil)
        },
        Case("an entry that does not follow is refused, with all that came with it") { log in
            let entries = chain(6)
            try await log.commit(LogBatch(entries[..<3]))
            for wrong in strays(after: entries) {
                let error = await #expect(throws: CoreError.self) {
                    try await log.commit([LogBatch(entries[3..<4]), LogBatch([wrong])])
                }
                #expect(error?.code == .internalError)
                #expect(try await log.lastEntry() == entries[2])
            }
            try await log.commit(LogBatch(entries[3...]))
            #expect(try await log.entries(from: 0, limit: 100) == entries)
        },
        Case("marks find the entries about a subject, newest first") { log in
            let entries = chain(6)
            var batch = LogBatch(entries[...])
            for sequence: UInt64 in [0, 2, 2, 5] { batch.marks.append(.init(subject: digest(7), sequence: sequence)) }
            batch.marks.append(LogMark(subject: digest(8), sequence: 1))
            try await log.commit(batch)
            #expect(try await log.entries(about: digest(7), before: .max, limit: 9).map(\.sequence) == [5, 2, 0])
            #expect(try await log.entries(about: digest(7), before: 5, limit: 1).map(\.sequence) == [2])
            #expect(try await log.entries(about: digest(8), before: .max, limit: 9) == [entries[1]])
            #expect(try await log.entries(about: digest(9), before: .max, limit: 9).isEmpty)
        },
        Case("heads and snapshots belong to entries, and the newest two snapshots are kept") { log in
            let entries = chain(8)
            for index in entries.indices {
                var batch = LogBatch(entries[index...index])
                batch.heads = [head(entries[index])]
                batch.snapshot = LogSnapshot(sequence: UInt64(index), bytes: [UInt8(index), 1])
                try await log.commit(batch)
            }
            #expect(try await log.lastHead() == head(entries[7]))
            #expect(try await log.heads(from: 2, limit: 3) == entries[2..<5].map(head))
            #expect(try await log.snapshot(upTo: .max)?.bytes == [7, 1])
            #expect(try await log.snapshot(upTo: 6) == LogSnapshot(sequence: 6, bytes: [6, 1]))
            #expect(try await log.snapshot(upTo: 5) == nil)
            var late = LogBatch()
            late.heads = [head(entries[3])]
            await #expect(throws: CoreError.self) { try await log.commit(late) }
            var early = LogBatch()
            early.snapshot = LogSnapshot(sequence: 8, bytes: [])
            await #expect(throws: CoreError.self) { try await log.commit(early) }
        },
        Case("a commit asked for when one is done follows, and its entries too") { log in
            let entries = chain(40)
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                commit(entries, from: 0, to: log, continuation)
            }
            #expect(try await log.entries(from: 0, limit: 100) == entries)
        },
    ]

    /// Commits the entries from an index on one by one, each from within `done` of the one before.
    private static func commit(
        _ entries: [LedgerEntry],
        from index: Int,
        to log: any LedgerLog,
        _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let queue = RecordQueue([LogBatch(entries[index...index])])
        log.commit({ queue.next() }) { result in
            do {
                try result.get()
            } catch {
                continuation.resume(throwing: error)
                return
            }
            if index + 1 == entries.count {
                continuation.resume()
            } else {
                commit(entries, from: index + 1, to: log, continuation)
            }
        }
    }

    /// A chain of entries whose contents differ.
    package static func chain(_ count: Int) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for number in 0..<count {
            entries.append(
                LedgerEntry(
                    after: entries.last,
                    time: Int64(1000 + number / 3),
                    kind: UInt8(number % 7),
                    input: [UInt8](repeating: UInt8(number), count: number % 5),
                    effects: Array("effect \(number)".utf8)
                )
            )
        }
        return entries
    }

    /// Entries that do not follow the fourth of a chain: a gap, a repetition, another past, a wrong hash, an old time.
    private static func strays(after entries: [LedgerEntry]) -> [LedgerEntry] {
        let last = entries[3]
        let wrongHash = LedgerEntry(
            sequence: 4,
            time: 2000,
            kind: 1,
            input: [],
            effects: [],
            previous: last.hash,
            hash: digest(1)
        )
        return [
            entries[5], entries[3], LedgerEntry(after: chain(5).first, time: 2000, kind: 1, input: [], effects: []),
            LedgerEntry(sequence: 4, time: 2000, kind: 1, input: [], effects: [], previous: digest(1)), wrongHash,
            LedgerEntry(after: last, time: 5, kind: 1, input: [], effects: []),
        ]
    }

    private static func head(_ entry: LedgerEntry) -> LogHead {
        LogHead(
            sequence: entry.sequence,
            time: entry.time,
            hash: entry.hash,
            signature: [UInt8](repeating: UInt8(entry.sequence), count: 64)
        )
    }

    private static func digest(_ byte: UInt8) -> Digest256 {
        [UInt8](repeating: byte, count: Digest256.byteCount).withUnsafeBytes { Digest256($0) }
    }
}
