package import Core

/// Writes a whole log, with its signed heads, as one file that can be checked without us.
package enum LedgerExport {
    private static let pageEntries = 1024

    /// Writes everything up to the newest entry, piece by piece; returns how many entries there were.
    package static func write(_ log: any LedgerLog, to sink: ([UInt8]) async throws -> Void) async throws -> UInt64 {
        guard let last = try await log.lastEntry() else {
            throw CoreError(.notFound, "there is no ledger to export", component: "Ledger")
        }
        try await sink(ExportRecord.magic)
        var next: UInt64 = 0
        var headCount: UInt64 = 0
        while next <= last.sequence {
            let room = last.sequence - next + 1
            let entries = try await log.entries(from: next, limit: Int(clamping: min(room, UInt64(pageEntries))))
            guard let end = entries.last else {
                throw CoreError(.corrupt, "entry \(next) of the ledger's log is missing", component: "Ledger")
            }
            // At most one head belongs to an entry.
            var heads = try await log.heads(from: next, limit: entries.count).filter { $0.sequence <= end.sequence }[
                ...
            ]
            var piece: [UInt8] = []
            for entry in entries {
                piece += ExportRecord.entry(entry).framed
                while let head = heads.first, head.sequence == entry.sequence {
                    piece += ExportRecord.head(head).framed
                    headCount += 1
                    heads.removeFirst()
                }
            }
            try await sink(piece)
            next = end.sequence + 1
        }
        try await sink(ExportRecord.end(entries: next, heads: headCount).framed)
        return next
    }
}
