package import ContentAddressing
import Core

/// Runs a script of JSON lines against a ledger and says what became of each line; `docs/protocol.md` has the format.
///
/// It is a value: files and output belong to the caller.
package struct LedgerScript: Sendable {
    /// The ledger, once a genesis line has made it.
    package private(set) var machine: SettlementMachine?
    /// The deals that have ended, in order.
    package private(set) var closed: [ClosedDeal] = []
    /// How many lines were refused.
    package private(set) var rejectedCount = 0
    /// The invariant that broke, if one did.
    package private(set) var violation: InvariantViolation?

    private var checker: InvariantChecker?
    private var lineNumber = 0
    /// What the beacon's values are made of; nil when the script brings them.
    private var beaconSeed: Digest256?
    var aliases = LookupTable<String, DealID>()
    var names: [(name: String, id: AccountID)] = []

    package init() {}

    /// Runs one line and returns its answer; nil for an empty line or a comment, which starts with `#`.
    package mutating func run(_ line: String) -> String? {
        lineNumber += 1
        let text = line.trimmed
        if text.isEmpty || text.hasPrefix("#") { return nil }
        do throws(SettlementError) {
            let answer = try execute(try ScriptLine(text))
            return "\(lineNumber) ok" + (answer.map { " " + $0 } ?? "")
        } catch {
            rejectedCount += 1
            return "\(lineNumber) rejected \(error)"
        }
    }

    /// The ended deals, the open ones and every balance, one line each.
    package func balances() -> [String] {
        guard let machine else { return [] }
        var lines: [String] = []
        for deal in closed { lines.append("deal \(deal.id) \(deal.outcome.name)") }
        for deal in machine.openDeals { lines.append("deal \(deal.id) \(deal.state.name)") }
        for index in (0..<machine.accountCount).sorted(by: { machine.account(at: $0).id < machine.account(at: $1).id })
        {
            let account = machine.account(at: index)
            let name = names.first { $0.id == account.id }?.name ?? account.id.description
            lines.append(
                "account \(name) available=\(account.available) escrow=\(account.escrow) free=\(account.freeStake) "
                    + "locked=\(account.lockedStake) unbonding=\(account.unbonding)"
            )
        }
        lines.append("ledger burned=\(machine.burned) treasury=\(machine.treasury) external=\(machine.external)")
        lines.append("state \(machine.stateDigest.hex)")
        if let violation { lines.append("violation \(violation)") }
        return lines
    }

    private mutating func execute(_ line: ScriptLine) throws(SettlementError) -> String? {
        let kind = try line.text("message")
        if kind == "genesis" {
            try begin(line)
            return nil
        }
        guard var ledger = machine else { throw SettlementError(.state, "the first line has to be a genesis") }
        // One owner at a time, so that nothing is copied.
        machine = nil
        defer { machine = ledger }
        let now = try line.number("time")
        publishNeeded(&ledger, now: now)
        let reply = try reply(to: line, kind: kind, on: &ledger, now: now)
        note(ledger)
        if let error = reply.error { throw error }
        guard let deal = reply.deal else { return nil }
        if let alias = line.optionalText("as") { aliases[alias] = deal }
        return "deal=\(deal)"
    }

    private mutating func reply(
        to line: ScriptLine,
        kind: String,
        on ledger: inout SettlementMachine,
        now: Int64
    ) throws(SettlementError) -> Reply {
        switch kind {
        case "tick":
            guard line.has("deal") else { return ledger.tick(now: now) }
            return ledger.tick(try deal(line), now: now)
        case "beacon":
            return ledger.publish(try line.digest("value"), round: try line.unsigned("round"), now: now)
        case "params":
            return ledger.change(try line.params(over: ledger.params), now: now, acceptingRisks: true)
        default:
            let actor = try account(line, "actor")
            return ledger.apply(try message(kind, line, actor: actor, ledger), from: actor, now: now)
        }
    }

    private mutating func begin(_ line: ScriptLine) throws(SettlementError) {
        guard machine == nil else { throw SettlementError(.state, "there is a ledger already") }
        var genesis = Genesis(params: try line.params(over: Params()), sealing: try line.sealing())
        genesis.time = line.has("time") ? try line.number("time") : 0
        beaconSeed = line.has("beaconSeed") ? try line.digest("beaconSeed") : nil
        if line.has("beacon") { genesis.beacon = try line.digest("beacon") }
        for holding in try line.items("accounts") {
            genesis.holdings.append(
                Genesis.Holding(
                    account: try account(holding, "actor"),
                    available: holding.has("available") ? try holding.number("available") : 0,
                    stake: holding.has("stake") ? try holding.number("stake") : 0
                )
            )
        }
        let ledger = try SettlementMachine(genesis, acceptingRisks: true)
        do throws(InvariantViolation) {
            checker = try InvariantChecker(ledger)
        } catch {
            violation = error
        }
        machine = ledger
    }

    /// Takes the beacon values of a seed that the deals wait for.
    private mutating func publishNeeded(_ ledger: inout SettlementMachine, now: Int64) {
        guard let beaconSeed, now >= 0 else { return }
        for round in ledger.neededRounds(now: now) {
            ledger.publish(Self.beaconValue(seed: beaconSeed, round: round), round: round, now: now)
            note(ledger)
        }
    }

    /// The beacon of a script with a seed.
    package static func beaconValue(seed: Digest256, round: UInt64) -> Digest256 {
        HashInput.hash(capacity: 96) {
            $0.append("bac/script-beacon/v1"); $0.append(seed); $0.append(round)
        }
    }

    private mutating func note(_ ledger: SettlementMachine) {
        closed.append(contentsOf: ledger.closed)
        guard violation == nil else { return }
        do throws(InvariantViolation) {
            try checker?.check(ledger)
        } catch {
            violation = error
        }
    }
}

extension SettlementMachine {
    /// The rounds up to now whose values open deals wait for, in their order: for a beacon that can give any round.
    package func neededRounds(now: Int64) -> [UInt64] {
        let current = params.round(at: now)
        var rounds: [UInt64] = []
        for place in 0..<dealPlaces {
            guard let deal = openDeal(at: place) else { continue }
            let round: UInt64
            switch deal.state {
            case .committed: round = deal.coinRound
            case .drawing: round = deal.drawRound
            default: continue
            }
            if round <= current, round > beaconRound { rounds.append(round) }
        }
        rounds.sort()
        var unique: [UInt64] = []
        for round in rounds where unique.last != round { unique.append(round) }
        return unique
    }
}
