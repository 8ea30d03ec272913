package import Core
import Dispatch
import Synchronization

/// The deals of a client that nobody has to keep: everything in memory, gone with the process.
///
/// It means the same as the SQLite store in every call. It grows with the deals it is given and forgets none.
package final class InMemoryDealStore: DealStore {
    private struct Row {
        /// By the order of the first saves; it decides where moments are equal.
        var number: Int
        var record: DealRecord
    }

    private let rows = Mutex<[ExecutionID: Row]>([:])
    private let writer = DispatchQueue(label: "InMemoryDealStore")

    package init() {}

    package func save(_ records: [DealRecord], done: @escaping @Sendable (Result<Void, CoreError>) -> Void) {
        // A turn of its own, so that a save asked for from within `done` is no recursion.
        writer.async {
            self.rows.withLock { rows in
                for record in records {
                    let number = rows[record.executionID]?.number ?? rows.count
                    rows[record.executionID] = Row(number: number, record: record)
                }
            }
            done(.success(()))
        }
    }

    package func openDeals() async throws -> [DealRecord] {
        sorted({ $0.isOpen }) { ($0.record.createdAt, $0.number) < ($1.record.createdAt, $1.number) }
    }

    package func deal(of execution: ExecutionID) async throws -> DealRecord? {
        rows.withLock { $0[execution]?.record }
    }

    package func deals(of job: JobID, version: Int, offset: Int, limit: Int) async throws -> [DealRecord] {
        let found = sorted({ $0.jobID == job && (version == 0 || $0.jobVersion == version) }) { left, right in
            let (one, other) = (left.record, right.record)
            return (one.jobVersion, one.partition, one.createdAt, left.number)
                < (other.jobVersion, other.partition, other.createdAt, right.number)
        }
        return Array(found.dropFirst(max(0, offset)).prefix(max(0, limit)))
    }

    package func deals(of node: NodeID, trust: DealRecord.Trust, limit: Int) async throws -> [DealRecord] {
        let found = sorted({ $0.nodeID == node && $0.trust == trust && $0.result != nil }) {
            ($0.record.createdAt, $0.number) > ($1.record.createdAt, $1.number)
        }
        return Array(found.prefix(max(0, limit)))
    }

    package func counts() async throws -> [(trust: DealRecord.Trust, count: Int)] {
        let found = rows.withLock { rows in rows.values.map(\.record.trust) }
        return DealRecord.Trust.allCases.compactMap { trust in
            let count = found.count { $0 == trust }
            return count == 0 ? nil : (trust, count)
        }
    }

    private func sorted(_ isWanted: (DealRecord) -> Bool, by areInOrder: (Row, Row) -> Bool) -> [DealRecord] {
        let found = rows.withLock { rows in rows.values.filter { isWanted($0.record) } }
        return found.sorted(by: areInOrder).map(\.record)
    }
}
