package import Core

/// Reads a ledger's state back from its log: the newest snapshot, and every entry after it once more.
package enum LedgerRecovery {
    /// A state and where it stands.
    package struct Restored: Sendable {
        package var state: LedgerState
        package var last: LedgerEntry
        package var head: LogHead?
        package var entriesSinceSnapshot: Int
    }

    private static let pageEntries = 1024

    /// Throws `notFound` for an empty log and `corrupt` for one that does not give the same again.
    package static func restore(_ log: any LedgerLog) async throws -> Restored {
        guard let last = try await log.lastEntry() else {
            throw CoreError(
                .notFound,
                "there is no ledger here yet",
                hint: "make one with 'bacalhau ledger init'",
                component: "Ledger"
            )
        }
        var replay = try await start(log, last.sequence)
        let first = replay.last.map { $0.sequence + 1 } ?? 0
        var next = first
        while next <= last.sequence {
            let entries = try await log.entries(from: next, limit: pageEntries)
            guard !entries.isEmpty else { throw corrupt("entry \(next) of the ledger's log is missing") }
            for entry in entries {
                do throws(LedgerFault) { try replay.take(entry) } catch { throw corrupt("\(error)") }
            }
            next += UInt64(entries.count)
        }
        guard let state = replay.state, let end = replay.last else { throw corrupt("the log has no genesis") }
        return Restored(
            state: state,
            last: end,
            head: try await log.lastHead(),
            entriesSinceSnapshot: Int(clamping: end.sequence + 1 - first)
        )
    }

    /// From the newest snapshot that is whole; from the beginning when none is.
    private static func start(_ log: any LedgerLog, _ sequence: UInt64) async throws -> LedgerReplay {
        var limit = sequence
        while let snapshot = try await log.snapshot(upTo: limit) {
            if let entry = try await log.entries(from: snapshot.sequence, limit: 1).first,
                let replay = try? LedgerReplay(snapshot: snapshot, at: entry)
            {
                return replay
            }
            guard snapshot.sequence > 0 else { break }
            limit = snapshot.sequence - 1
        }
        return LedgerReplay(checkingSignatures: false)
    }

    private static func corrupt(_ message: String) -> CoreError {
        CoreError(
            .corrupt,
            "the ledger cannot be read back: \(message)",
            hint: "look at it with 'bacalhau ledger verify', and restore it from an export or a copy",
            component: "Ledger"
        )
    }
}
