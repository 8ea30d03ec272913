package import ContentAddressing
package import Core
import Settlement

/// Checks a whole log from its beginning: hashes, signatures, heads, the beacon, and by doing it all again the effects,
/// the checkpoints and the balances.
package enum LedgerVerifier {
    private static let pageEntries = 1024

    /// What a third party knows already; without it a check cannot tell a ledger from one that was made up whole.
    package struct Expectations: Hashable, Sendable {
        /// The ledger's name.
        package var ledger: Digest256?
        /// The operator's key.
        package var operatorKey: Digest256?
        /// A signed head that was kept: the log has to contain it.
        package var head: LogHead?

        package init(ledger: Digest256? = nil, operatorKey: Digest256? = nil, head: LogHead? = nil) {
            self.ledger = ledger
            self.operatorKey = operatorKey
            self.head = head
        }
    }

    /// Checks an export; throws the first `LedgerFault`, or what reading the file throws.
    package static func verify(
        export source: @escaping (Int) throws -> [UInt8],
        expecting expectations: Expectations = Expectations()
    ) throws -> LedgerReport {
        var reader = try ExportReader(source)
        var replay = LedgerReplay()
        while true {
            switch try reader.next() {
            case .entry(let entry): try take(entry, &replay, expectations)
            case .head(let head): try replay.take(head)
            case .end(let entries, let heads):
                guard entries == replay.entryCount, heads == replay.headCount else {
                    throw LedgerFault(
                        nil,
                        "end",
                        expected: "\(replay.entryCount) entries and \(replay.headCount) heads",
                        found: "\(entries) and \(heads)"
                    )
                }
                try reader.end()
                return try finish(replay, expectations)
            }
        }
    }

    /// Checks a log where it lies; throws the first `LedgerFault`, or what reading the log throws.
    package static func verify(
        _ log: any LedgerLog,
        expecting expectations: Expectations = Expectations()
    ) async throws -> LedgerReport {
        guard let last = try await log.lastEntry() else {
            throw LedgerFault(nil, "log", expected: "a genesis", found: "no entry")
        }
        var replay = LedgerReplay()
        var next: UInt64 = 0
        while next <= last.sequence {
            let room = last.sequence - next + 1
            let entries = try await log.entries(from: next, limit: Int(clamping: min(room, UInt64(pageEntries))))
            guard let end = entries.last else {
                throw LedgerFault(next, "sequence", expected: "an entry", found: "none")
            }
            var heads = try await log.heads(from: next, limit: entries.count).filter { $0.sequence <= end.sequence }[
                ...
            ]
            for entry in entries {
                try take(entry, &replay, expectations)
                while let head = heads.first, head.sequence <= entry.sequence {
                    try replay.take(head)
                    heads.removeFirst()
                }
            }
            next = end.sequence + 1
        }
        try await checkSnapshot(log, upTo: last.sequence)
        return try finish(replay, expectations)
    }

    private static func take(
        _ entry: LedgerEntry,
        _ replay: inout LedgerReplay,
        _ expectations: Expectations
    ) throws(LedgerFault) {
        try replay.take(entry)
        if entry.sequence == 0, let state = replay.state {
            if let expected = expectations.ledger, expected != state.ledger {
                throw LedgerFault(0, "ledger", expected: expected.hex, found: state.ledger.hex)
            }
            if let expected = expectations.operatorKey, expected != state.genesis.operatorKey {
                throw LedgerFault(0, "operator", expected: expected.hex, found: state.genesis.operatorKey.hex)
            }
        }
        if let head = expectations.head, head.sequence == entry.sequence, head.hash != entry.hash {
            throw LedgerFault(entry.sequence, "hash of the kept head", expected: head.hash.hex, found: entry.hash.hex)
        }
    }

    private static func finish(
        _ replay: LedgerReplay,
        _ expectations: Expectations
    ) throws(LedgerFault) -> LedgerReport {
        try replay.checkBalances()
        guard let report = LedgerReport(replay) else {
            throw LedgerFault(nil, "log", expected: "a genesis", found: "no entry")
        }
        if let head = expectations.head {
            guard head.sequence < report.entries else {
                throw LedgerFault(head.sequence, "kept head", expected: "its entry in the log", found: "a shorter log")
            }
            guard head.isSigned(ledger: report.ledger, by: report.operatorKey) else {
                throw LedgerFault(
                    head.sequence,
                    "kept head",
                    expected: "the operator's signature",
                    found: "another one"
                )
            }
        }
        return report
    }

    /// The newest snapshot, which a restart trusts, has to be what its checkpoint says.
    private static func checkSnapshot(_ log: any LedgerLog, upTo sequence: UInt64) async throws {
        guard let snapshot = try await log.snapshot(upTo: sequence),
            let entry = try await log.entries(from: snapshot.sequence, limit: 1).first
        else { return }
        _ = try LedgerReplay(snapshot: snapshot, at: entry)
    }
}
