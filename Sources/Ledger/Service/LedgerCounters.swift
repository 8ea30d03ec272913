/// Totals since the ledger was opened.
package struct LedgerCounters: Hashable, Sendable {
    package var accepted = 0
    package var refused = 0
    package var repeated = 0
    package var commits = 0
    package var commitFailures = 0
}
