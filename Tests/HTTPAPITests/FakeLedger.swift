import Core
import Synchronization

/// A ledger that notes what it is asked and answers with that.
final class FakeLedger: LedgerAPI {
    private let asked = Mutex<[String]>([])
    /// The pieces that an export gives.
    static let pieces: [[UInt8]] = [Array("bacalhau ledger export 1\n".utf8), [0, 1, 2, 255]]

    var questions: [String] { asked.withLock { $0 } }

    private func note(_ question: String) -> JSONValue {
        asked.withLock { $0.append(question) }
        return .object([.init("Asked", .string(question))])
    }

    func overview() async throws -> JSONValue { note("overview") }
    func account(_ id: String) async throws -> JSONValue { note("account \(id)") }
    func history(of account: String, before sequence: UInt64?, limit: Int) async throws -> JSONValue {
        note("history \(account) \(sequence.map(String.init) ?? "-") \(limit)")
    }
    func deal(_ id: String) async throws -> JSONValue {
        throw CoreError(.notFound, "no deal \(id) is open", component: "Ledger")
    }
    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> JSONValue {
        note("events \(sequence.map(String.init) ?? "-") \(limit) \(wait)")
    }
    func submit(_ envelope: [UInt8]) async throws -> JSONValue { note("submit \(envelope)") }
    func faucet(account: String, amount: Int64) async throws -> JSONValue { note("faucet \(account) \(amount)") }
    func latestHead() async throws -> JSONValue { note("head") }
    func export(_ write: @Sendable ([UInt8]) async throws -> Void) async throws {
        for piece in Self.pieces { try await write(piece) }
    }
    func reputation(of account: String) async throws -> JSONValue {
        .object([
            .init("Account", .string(account)), .init("UpTo", .int(9)),
            .init("Node", .object([.init("Deals", .int(4)), .init("MedianDelay", .null)])),
            .init("Client", .object([.init("Deals", .int(2))])),
        ])
    }
    func reputations(after account: String?, limit: Int) async throws -> JSONValue {
        _ = note("reputations \(account ?? "-") \(limit)")
        return .object([.init("Accounts", .array([try await reputation(of: "<a&b>")]))])
    }
}
