import ContentAddressing
import Core
import Settlement

@testable import Ledger

/// A ledger without a disk, a clock or signatures: the real machine of deals, its invariants, and the log it gives.
struct PureLedger {
    static let id = Digest256(repeating: 42)
    static let beaconSeed = Digest256(repeating: 77)

    var machine: SettlementMachine
    var checker: InvariantChecker
    var log: [LoggedEntry] = []
    /// What became of each deal that has ended.
    var closed: LookupTable<DealID, ClosedDeal> = LookupTable()
    private var ended: [ClosedDeal] = []
    private let blank: LoggedEntry

    init(params: Params, holdings: [Genesis.Holding], time: Int64) throws {
        let genesis = Genesis(params: params, sealing: .hpke, time: time, holdings: holdings)
        machine = try SettlementMachine(genesis, acceptingRisks: true)
        checker = try InvariantChecker(machine)
        let kind = LedgerEntryKind.tick.rawValue
        blank = try LoggedEntry(
            LedgerEntry(after: nil, time: time, kind: kind, input: [], effects: LedgerEffects().bytes)
        )
    }

    /// Small numbers, so that a world ends soon.
    static var params: Params {
        var params = Params()
        params.stakeUnit = 400_000
        params.clientMin = 1_000_000
        params.clientSlash = 1_000_000
        params.tFetch = 300
        params.tDecide = 7_200
        params.tVerdict = 7_200
        params.tReveal = 7_200
        return params
    }

    /// Does what time has brought.
    mutating func settle(now: Int64) throws {
        for round in machine.neededRounds(now: now) {
            machine.publish(
                LedgerScript.beaconValue(seed: Self.beaconSeed, round: round),
                round: round,
                now: now
            )
            try note(nil, nil, now)
        }
        machine.tick(now: now)
        try note(nil, nil, now)
    }

    /// Applies messages of an account, one after the other.
    mutating func apply(_ messages: [Message], from actor: AccountID, now: Int64) throws -> [LedgerAnswer] {
        try settle(now: now)
        var answers: [LedgerAnswer] = []
        for message in messages {
            let reply = machine.apply(message, from: actor, now: now)
            if let error = reply.error {
                answers.append(.refused(error))
                continue
            }
            try note(message, actor, now)
            answers.append(.accepted(PureLedger.receipt(reply.deal, UInt64(log.count), now)))
        }
        return answers
    }

    static func receipt(_ deal: DealID?, _ sequence: UInt64 = 1, _ time: Int64 = 0) -> LedgerReceipt {
        LedgerReceipt(sequence: sequence, time: time, hash: .zero, deal: deal, isRepeated: false)
    }

    private mutating func note(_ message: Message?, _ actor: AccountID?, _ now: Int64) throws {
        try checker.check(machine)
        for deal in machine.closed { closed[deal.id] = deal }
        ended += machine.closed
        guard !machine.events.isEmpty else { return }
        var entry = blank
        entry.sequence = UInt64(log.count + 1)
        entry.time = now
        entry.message = message.map { .deal($0) }
        entry.actor = actor
        entry.effects = LedgerEffects(events: machine.events.map { LedgerEvent($0) })
        log.append(entry)
    }

    /// The deals that have ended since this was last asked.
    mutating func takeEnded() -> [ClosedDeal] {
        defer { ended = [] }
        return ended
    }

    /// All entries about a deal.
    func history(of deal: DealID) -> [LoggedEntry] {
        log.filter { entry in entry.effects.events.contains { $0.deal == deal } }
    }

    /// When an account got a slot of a deal.
    func time(of deal: DealID, givenTo account: AccountID) -> Int64? {
        for entry in history(of: deal) {
            for event in entry.effects.events where event.deal == deal && event.account == account {
                let kind = Event.Kind(rawValue: event.kind.code)
                if kind == .assigned || kind == .drawn { return entry.time }
            }
        }
        return nil
    }

    /// All entries after a time that an account has a part in.
    func entries(of account: AccountID, since time: Int64) -> [LoggedEntry] {
        log.filter { $0.time >= time && $0.concerns(account) }
    }

    /// A deal as a ledger states it; nil when it is not open.
    func statement(_ id: DealID) -> DealStatement? {
        guard let deal = machine.deal(id) else { return nil }
        return DealStatement(
            deal: deal,
            client: machine.account(at: deal.client).id,
            nodes: deal.slots.map { machine.account(at: $0.node).id },
            params: machine.params(of: deal),
            coin: machine.beaconValue(deal.coinRound)
        )
    }
}
