package import ContentAddressing
package import Core
import GRDB

/// A node's openings in one SQLite file.
///
/// All writes go through one queue (``GroupCommitter``). One process owns the file. Calls that overlap share a
/// transaction, and then its failure too. What `forget` could not remove, for want of room on the disk, stays listed.
package final class SQLiteOpeningStore: OpeningStore {
    let file: DatabaseFile
    private let committer: GroupCommitter

    /// Opens or creates the file; its folder must exist.
    ///
    /// Throws `unavailable` (another process has it, or a newer program wrote it), `corrupt`, `io` or `exhausted`.
    package init(path: String, durability: Durability = .full) throws {
        file = try DatabaseFile(path: path, kind: OpeningSchema.kind, durability: durability)
        committer = GroupCommitter(gauge: file.gauge) {}
    }

    /// Closes the file and lets another process have it, after all that was to be forgotten; calls to `keep` must have
    /// ended.
    ///
    /// Later calls throw.
    package func close() throws { try file.close() }

    package func keep(_ openings: [KeptOpening], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        let work: GroupCommitter.Work = { transaction in
            guard !openings.isEmpty else { return }
            try transaction.begin()
            let write = try RowStatement(
                transaction.db,
                "INSERT OR REPLACE INTO openings(deal, slot, opening, execution, inputs) VALUES(?1, ?2, ?3, ?4, ?5)"
            )
            for opening in openings {
                opening.deal.withUnsafeBytes { write.bind(1, $0) }
                write.bind(2, opening.slot)
                write.bind(3, opening.opening)
                write.bind(4, opening.executionID?.text)
                write.bind(5, opening.inputs.isEmpty ? nil : opening.inputs.map(\.description).joined(separator: " "))
                try write.run()
            }
        }
        committer.perform(work, in: file) { [failure = file.failure] result in
            done(result.mapError { failure.coreError($0, while: "keeping openings") })
        }
    }

    package func forget(_ deals: [Digest256]) {
        let work: GroupCommitter.Work = { transaction in
            guard !deals.isEmpty else { return }
            try transaction.begin()
            let remove = try RowStatement(transaction.db, "DELETE FROM openings WHERE deal = ?1")
            for deal in deals {
                deal.withUnsafeBytes { remove.bind(1, $0) }
                try remove.run()
            }
        }
        committer.perform(work, in: file) { _ in }
    }

    package func openings() async throws -> [KeptOpening] {
        try await file.read("reading the openings") { [path = file.failure.path] db in
            let statement = try RowStatement(
                db,
                "SELECT deal, slot, opening, execution, inputs FROM openings ORDER BY deal, slot"
            )
            return try statement.rows { try Self.opening(statement, path) }
        }
    }

    private static func opening(_ statement: RowStatement, _ path: String) throws -> KeptOpening {
        let execution = statement.validText(3)
        let inputs = statement.isNull(4) ? [] : statement.validText(4).map { cids($0) } ?? nil
        guard let deal = statement.validBlob(0), deal.count == Digest256.byteCount,
            let slot = statement.wholeNumber(1), let opening = statement.validBlob(2),
            execution != nil || statement.isNull(3), let inputs
        else {
            let digits = Multibase.base16.encodeBody(statement.blob(0))
            throw CoreError(
                .corrupt,
                "the row of deal x'\(digits)', slot \(statement.int64(1)), of the openings in \(path) is damaged",
                hint: "restore the file from a copy, or remove the row with the sqlite3 tool",
                component: "OpeningStore"
            )
        }
        return KeptOpening(
            deal: deal.withUnsafeBytes { Digest256($0) },
            slot: Int(slot),
            executionID: execution.map { ExecutionID($0) },
            opening: opening,
            inputs: inputs
        )
    }

    /// Nil when one of them is no CID.
    private static func cids(_ text: String) -> [CID]? {
        var cids: [CID] = []
        for word in text.split(separator: " ") {
            guard let cid = try? CID(parsing: String(word)) else { return nil }
            cids.append(cid)
        }
        return cids
    }
}
