import ContentAddressing
package import Core
package import Settlement

/// A market that outsiders take part in: accounts with tokens, the real ledger, a clock that the operator advances,
/// honest parties of the house, and a board of who has gained what.
///
/// Results are sealed with tags here, and nobody but a deal's client is shown what a slot has sent.
package struct MarketTable: Sendable {
    /// An outsider.
    struct Player: Sendable {
        var name: String
        var account: AccountID
        var token: String
        /// What it has spent on runs, which the ledger knows nothing of.
        var spent: Int64 = 0
        var messages = 0
    }

    /// What a player starts with: a thousand prices of a job, and stake for nine slots and the reserve.
    package static let grant: Int64 = 10_000_000_000
    /// The price of a job.
    package static let price: Int64 = 1_000_000
    /// What running a job costs.
    package static let cost: Int64 = 700_000
    /// How many players there may be.
    package static let playersMax = 64
    /// How many messages a player may send between two advances of the clock.
    package static let messagesMax = 10_000
    /// The farthest that the clock goes at once.
    package static let advanceMax: Int64 = 7 * 86_400
    /// How many deals the house opens.
    package static let houseDealsMax = 100_000

    var script = LedgerScript()
    var now: Int64 = 0
    var players: [Player] = []
    var random: RandomStream
    var house = MarketHouse()
    /// The word that moves the clock.
    package let operatorToken: String

    /// A table with eight honest nodes and one honest client; the seed decides all coins and tokens.
    ///
    /// With the rules as first published a client may pay after it has escalated, which is worth attacking.
    package init(seed: UInt64, publishedRules: Bool = false) {
        random = RandomStream(seed: seed, label: "table")
        operatorToken = random.digest().hex
        var accounts: [JSONValue] = []
        for name in MarketHouse.nodes {
            accounts.append(.object([.init("actor", .string(name)), .init("stake", .int(Self.grant))]))
        }
        accounts.append(
            .object([.init("actor", .string(MarketHouse.client)), .init("available", .int(1_000_000_000_000_000))])
        )
        run([
            .init("message", .string("genesis")), .init("sealing", .string("tag")),
            .init("beaconSeed", .string(random.digest().hex)),
            .init(
                "params",
                .object([
                    .init("stake_unit", .int(200_000_000)), .init("escalation_binds", .int(publishedRules ? 0 : 1)),
                ])
            ),
            .init("accounts", .array(accounts)),
        ])
        house = MarketHouse(secret: random.digest())
    }

    /// Opens an account with a grant.
    ///
    /// Throws `badRequest` for a name that is taken or not one, and when the table is full.
    package mutating func join(_ name: String) throws(CoreError) -> JSONValue {
        let isName = (1...32).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 34 }
        guard isName, Digest256(hex: name) == nil else {
            throw Self.bad("a name has 1 to 32 printable characters without spaces")
        }
        guard !players.contains(where: { $0.name == name }), !MarketHouse.owns(name) else {
            throw Self.bad("the name \(name) is taken")
        }
        guard players.count < Self.playersMax else { throw Self.bad("the table is full") }
        let player = Player(name: name, account: LedgerScript.account(named: name), token: random.digest().hex)
        players.append(player)
        run([
            .init("message", .string("deposit")), .init("time", .int(now)), .init("actor", .string(name)),
            .init("amount", .int(Self.grant)),
        ])
        return .object([
            .init("Name", .string(name)), .init("Account", .string(player.account.description)),
            .init("Token", .string(player.token)), .init("Grant", .int(Self.grant)),
        ])
    }

    /// Takes a player's message, with the members of a ledger script but `time` and `actor`, which the table sets.
    ///
    /// Throws for a token that is none, and for messages that are not a player's; what the ledger refuses is an answer.
    package mutating func send(_ message: JSONValue, token: String) throws(CoreError) -> JSONValue {
        let place = try player(token)
        guard case .object(let members) = message, let kind = message[anyCase: "message"]?.stringValue else {
            throw Self.bad("the body is an object with a member message")
        }
        guard Self.kinds.contains(kind) else {
            throw Self.bad("no player may send \(kind)", hint: "there are " + Self.kinds.joined(separator: ", "))
        }
        guard players[place].messages < Self.messagesMax else {
            throw Self.bad("\(Self.messagesMax) messages were sent since the clock moved")
        }
        try Self.checkOffer(kind, message)
        players[place].messages += 1
        let kept = members.filter { !["time", "actor", "as"].contains($0.name) }
        let answer = run(
            kept + [.init("time", .int(now)), .init("actor", .string(players[place].name))]
        )
        return Self.reply(answer)
    }

    /// Refuses offers that no node of a table makes: they take whole jobs, at the price of the table and more.
    ///
    /// The machine looks at no signature of an offer, so the table has to.
    private static func checkOffer(_ kind: String, _ message: JSONValue) throws(CoreError) {
        if kind == "post", let mode = message[anyCase: "mode"], mode != .string("job") {
            throw bad("at this table jobs are paid as a whole")
        }
        guard kind == "assign" else { return }
        guard case .int(let asked) = message[anyCase: "price"], asked >= price else {
            throw bad("nodes at this table work for \(price) and more")
        }
    }

    static let kinds = [
        "withdraw", "stake", "unstake", "exit", "post", "cancel", "assign", "decline", "commit", "decide", "verdict",
        "leak", "reveal", "tick",
    ]

    /// Runs a job for a player: what is right, for its price.
    package mutating func runJob(_ job: String, token: String) throws(CoreError) -> JSONValue {
        let place = try player(token)
        guard let digest = Digest256(hex: job) else { throw Self.bad("a job key has 64 hexadecimal digits") }
        players[place].spent += Self.cost
        let right = MarketHouse.opening(JobKey(digest), rho: random.digest())
        return .object([
            .init("receipt", .string(right.receipt.hex)), .init("fuel", .int(Int64(right.fuel))),
            .init("pages", .int(0)), .init("blob", .string(right.blob.hex)), .init("rho", .string(right.rho.hex)),
        ])
    }

    /// Moves the clock; the house posts a job, takes its turns, and everything that is due happens.
    package mutating func advance(by seconds: Int64, token: String) throws(CoreError) -> JSONValue {
        guard token == operatorToken else { throw Self.denied() }
        guard (1...Self.advanceMax).contains(seconds) else {
            throw Self.bad("the clock moves by 1 to \(Self.advanceMax) seconds")
        }
        now += seconds
        for place in players.indices { players[place].messages = 0 }
        run([.init("message", .string("tick")), .init("time", .int(now))])
        takeHouseTurns()
        return .object([.init("Time", .int(now))])
    }

    /// The first promise of the protocol that was broken, if one was.
    package var violation: InvariantViolation? { script.violation }

    func player(_ token: String) throws(CoreError) -> Int {
        guard let place = players.firstIndex(where: { $0.token == token }) else { throw Self.denied() }
        return place
    }

    @discardableResult
    mutating func run(_ members: [JSONValue.Member]) -> String {
        script.run(JSONValue.object(members).jsonText()) ?? ""
    }

    private static func reply(_ answer: String) -> JSONValue {
        let words = answer.split(separator: " ", maxSplits: 2)
        guard words.count > 1, words[1] == "ok" else {
            return .object([
                .init("Accepted", .bool(false)), .init("Error", .string(words.count > 2 ? String(words[2]) : answer)),
            ])
        }
        let deal = words.count > 2 && words[2].hasPrefix("deal=") ? String(words[2].dropFirst(5)) : nil
        return .object([.init("Accepted", .bool(true))] + (deal.map { [.init("Deal", .string($0))] } ?? []))
    }

    static func bad(_ message: String, hint: String? = nil) -> CoreError {
        CoreError(.badRequest, message, hint: hint, component: "Market")
    }

    static func denied() -> CoreError {
        CoreError(.forbidden, "no such token", hint: "send Authorization: Bearer TOKEN", component: "Market")
    }
}
