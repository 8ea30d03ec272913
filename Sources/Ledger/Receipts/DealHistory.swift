import ContentAddressing
import Core
import Settlement

/// What the log says of one deal, from its post to its end.
struct DealHistory: Sendable {
    let deal: DealID
    /// The messages of the deal that took effect, in their order.
    private(set) var messages: [Envelope] = []
    private(set) var client: AccountID?
    private(set) var postedAt: UInt64?
    /// How the deal ended, and when; nil while it is open.
    private(set) var outcome: Outcome?
    private(set) var closedAt: Int64 = 0
    private(set) var closedIn: UInt64 = 0
    /// When the first node committed, and in which entry.
    private(set) var firstCommit: (time: Int64, sequence: UInt64)?
    /// The last node of each slot, and what it charges.
    private(set) var nodes: [Int64: AccountID] = [:]
    private(set) var charges: [Int64: Int64] = [:]

    private static let pageEntries = 256

    /// Reads it from the log; empty for a deal that was never posted.
    static func read(_ deal: DealID, in log: any LedgerLog) async throws -> DealHistory {
        var entries: [LedgerEntry] = []
        var before = UInt64.max
        while true {
            let page = try await log.entries(about: deal.digest, before: before, limit: pageEntries)
            entries += page
            guard let oldest = page.last, page.count == pageEntries, oldest.sequence > 0 else { break }
            before = oldest.sequence
        }
        var history = DealHistory(deal: deal)
        for entry in entries.reversed() { try history.take(entry) }
        return history
    }

    private init(deal: DealID) { self.deal = deal }

    private mutating func take(_ entry: LedgerEntry) throws {
        let logged = try LoggedEntry(entry)
        let events = logged.effects.events.filter { $0.deal == deal }
        if logged.message != nil, !events.isEmpty, logged.isAbout(deal) {
            messages.append(try Envelope(decoding: entry.input))
        }
        for event in events {
            switch Event.Kind(rawValue: event.kind.code) {
            case .posted:
                client = event.account
                postedAt = entry.sequence
            case .assigned, .drawn: nodes[event.slot] = event.account
            case .committed:
                charges[event.slot] = event.amount
                if event.slot == 0 { firstCommit = (entry.time, entry.sequence) }
            case .closed:
                outcome = Outcome(rawValue: UInt8(clamping: event.amount))
                closedAt = entry.time
                closedIn = entry.sequence
            default: break
            }
        }
    }

    /// The messages that a receipt has: attempts to find a node that came to nothing are left out when it would be too
    /// long.
    var receiptMessages: [Envelope] {
        guard messages.count > Receipt.messagesMax else { return messages }
        let assigns = messages.indices.filter { (try? messages[$0].message())?.name == "assign" }
        return messages.indices.filter { index in
            let name = (try? messages[index].message())?.name
            return name != "decline" && (name != "assign" || index == assigns.last)
        }.prefix(Receipt.messagesMax).map { messages[$0] }
    }
}

extension LoggedEntry {
    /// Whether its message is about a deal, and not one that merely came when something of the deal was due.
    func isAbout(_ id: DealID) -> Bool {
        guard case .deal(let message) = message else { return false }
        return switch message {
        case .post: effects.deal == id
        case .cancel(let deal), .decline(let deal), .verdict(let deal, _), .reportLeak(let deal, _, _),
            .reveal(let deal, _, _):
            deal == id
        case .assign(let assign): assign.deal == id
        case .commit(let commit): commit.deal == id
        case .decide(let decide): decide.deal == id
        case .deposit, .withdraw, .stake, .unstake, .setExiting: false
        }
    }
}
