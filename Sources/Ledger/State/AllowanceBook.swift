import ContentAddressing
import Core
import Settlement

/// Who may pay with whose money.
struct AllowanceBook: Sendable {
    private struct Terms: Sendable {
        var limit: Int64
        var expiry: Int64
        var owed: Int64
    }

    private var terms = LookupTable<AllowanceKey, Terms>()
    /// How many sub-accounts each parent has.
    private var counts = LookupTable<AccountID, Int>()
    /// What each sub-account owes to all its parents.
    private var owed = LookupTable<AccountID, Int64>()

    /// The most sub-accounts of one parent.
    static let childrenMax = 1024

    /// What an account owes to its parents: it cannot take this much out.
    func owed(by child: AccountID) -> Int64 { owed[child] ?? 0 }

    func allowance(_ parent: AccountID, _ child: AccountID) -> Allowance? {
        terms[AllowanceKey(parent: parent, child: child)].map {
            Allowance(parent: parent, child: child, limit: $0.limit, expiry: $0.expiry, owed: $0.owed)
        }
    }

    /// All allowances that an account gives or has, in the order of the accounts.
    func allowances(of account: AccountID) -> [Allowance] {
        terms.sortedKeys.compactMap { key in
            key.parent == account || key.child == account ? allowance(key.parent, key.child) : nil
        }
    }

    /// Sets what a sub-account may take; a limit of 0 ends it, what is owed stays owed.
    mutating func allow(
        _ parent: AccountID,
        _ child: AccountID,
        limit: Int64,
        expiry: Int64
    ) throws(SettlementError) {
        guard parent != child else { throw SettlementError(.notYours, "an account is not its own sub-account") }
        let key = AllowanceKey(parent: parent, child: child)
        let old = terms[key]
        if limit == 0, (old?.owed ?? 0) == 0 {
            guard old != nil else { throw SettlementError(.amount, "there is no allowance to end") }
            forget(key)
            return
        }
        if old == nil {
            let count = counts[parent] ?? 0
            guard count < Self.childrenMax else {
                throw SettlementError(.limit, "an account has at most \(Self.childrenMax) sub-accounts")
            }
            counts[parent] = count + 1
        }
        terms[key] = Terms(limit: limit, expiry: expiry, owed: old?.owed ?? 0)
    }

    /// Throws unless a sub-account may take so much now.
    func check(_ amount: Int64, of parent: AccountID, for child: AccountID, now: Int64) throws(SettlementError) {
        guard let terms = terms[AllowanceKey(parent: parent, child: child)] else {
            throw SettlementError(.notYours, "\(parent) does not let this account pay with its money")
        }
        guard now <= terms.expiry else { throw SettlementError(.late, "the allowance has ended") }
        guard amount > 0, amount <= terms.limit, terms.owed <= terms.limit - amount else {
            throw SettlementError(.balance, "\(terms.owed) of the allowance of \(terms.limit) are taken")
        }
    }

    /// Throws unless so much was taken.
    func checkOwed(_ amount: Int64, to parent: AccountID, by child: AccountID) throws(SettlementError) {
        let owed = terms[AllowanceKey(parent: parent, child: child)]?.owed ?? 0
        guard amount > 0, amount <= owed else { throw SettlementError(.balance, "\(owed) were taken") }
    }

    /// Notes money that was taken (above 0) or given back (below 0); it was checked before.
    mutating func move(_ amount: Int64, _ parent: AccountID, _ child: AccountID) {
        let key = AllowanceKey(parent: parent, child: child)
        terms[key]?.owed += amount
        let left = owed(by: child) + amount
        owed[child] = left == 0 ? nil : left
        if let rest = terms[key], rest.owed == 0, rest.limit == 0 { forget(key) }
    }

    private mutating func forget(_ key: AllowanceKey) {
        terms.remove(key)
        let count = (counts[key.parent] ?? 1) - 1
        counts[key.parent] = count == 0 ? nil : count
    }

    func write(to writer: inout CBORWriter) {
        let keys = terms.sortedKeys
        writer.array(keys.count)
        for key in keys {
            let item = terms[key] ?? Terms(limit: 0, expiry: 0, owed: 0)
            writer.array(5)
            writer.write(key.parent.digest)
            writer.write(key.child.digest)
            writer.write(item.limit)
            writer.write(item.expiry)
            writer.write(item.owed)
        }
    }

    init() {}

    init(from reader: inout CBORReader) throws(SettlementError) {
        var last: AllowanceKey?
        for _ in 0..<(try reader.readArray(limit: .max)) {
            try reader.expectArray(5)
            let key = AllowanceKey(
                parent: AccountID(try reader.readDigest()),
                child: AccountID(try reader.readDigest())
            )
            guard last.map({ $0 < key }) ?? true else { throw reader.failure("allowances are out of order") }
            last = key
            let item = Terms(
                limit: try reader.readAmount(),
                expiry: try reader.readAmount(),
                owed: try reader.readAmount()
            )
            terms[key] = item
            counts[key.parent, default: 0] += 1
            guard let sum = Units.sum(owed(by: key.child), item.owed) else {
                throw reader.failure("more is owed than can exist")
            }
            if sum > 0 { owed[key.child] = sum }
        }
    }
}
