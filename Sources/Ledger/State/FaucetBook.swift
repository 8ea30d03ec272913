import Core
import Settlement

/// What the faucet has given today.
struct FaucetBook: Sendable {
    private var day: Int64 = 0
    private var given = LookupTable<AccountID, Int64>()

    static let daySeconds: Int64 = 86_400

    init() {}

    /// Throws unless an account may have so much more on the day of a time.
    func check(_ amount: Int64, to account: AccountID, perDay: Int64, now: Int64) throws(SettlementError) {
        guard perDay > 0 else { throw SettlementError(.notYours, "this ledger has no faucet") }
        let before = now / Self.daySeconds == day ? given[account] ?? 0 : 0
        guard amount > 0, amount <= perDay, before <= perDay - amount else {
            throw SettlementError(.limit, "the faucet gives \(perDay) a day, and has given \(before) today")
        }
    }

    /// Notes what was given.
    mutating func give(_ amount: Int64, to account: AccountID, now: Int64) {
        if now / Self.daySeconds != day {
            day = now / Self.daySeconds
            given.removeAll()
        }
        given[account, default: 0] += amount
    }

    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.write(day)
        let accounts = given.sortedKeys
        writer.array(accounts.count)
        for account in accounts {
            writer.array(2)
            writer.write(account.digest)
            writer.write(given[account] ?? 0)
        }
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        try reader.expectArray(2)
        day = try reader.readAmount()
        var last: AccountID?
        for _ in 0..<(try reader.readArray(limit: .max)) {
            try reader.expectArray(2)
            let account = AccountID(try reader.readDigest())
            guard last.map({ $0 < account }) ?? true else { throw reader.failure("gifts are out of order") }
            last = account
            given[account] = try reader.readAmount()
        }
    }
}
