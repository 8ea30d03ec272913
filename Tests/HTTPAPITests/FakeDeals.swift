import Core
import Synchronization

/// Deals in memory: five of the job `paid`, one result of the node `alpha`, and the receipt of `e-0`.
final class FakeDeals: DealService {
    static let receipt: [UInt8] = [0x83, 0, 10, 13, 255]
    static let records: [DealRecord] = (0..<5).map { partition in
        var record = DealRecord(blank: ExecutionID("e-\(partition)"), jobID: JobID("j-paid"))
        record.partition = partition
        record.trust = partition == 4 ? .refuted : .unchecked
        record.cost = Int64(100 + partition)
        record.isOpen = false
        return record
    }

    private let asked = Mutex<[String]>([])

    var questions: [String] { asked.withLock { $0 } }

    private func note(_ question: String) { asked.withLock { $0.append(question) } }

    func deals(
        matching text: String,
        namespace: String?,
        version: Int?,
        offset: Int,
        limit: Int
    ) async throws -> [DealRecord] {
        note("deals \(text) \(namespace ?? "-") \(version.map(String.init) ?? "all") \(offset) \(limit)")
        return Array(Self.records.dropFirst(offset).prefix(limit))
    }

    func unchecked(node text: String, limit: Int) async throws -> [DealRecord] {
        note("unchecked \(text) \(limit)")
        return Array(Self.records.prefix(min(1, limit)))
    }

    func receipt(of execution: ExecutionID) async throws -> [UInt8] {
        note("receipt \(execution)")
        guard execution.text == "e-0" else {
            throw CoreError(.conflict, "the deal has not ended", hint: "wait", component: "Deals")
        }
        return Self.receipt
    }
}
