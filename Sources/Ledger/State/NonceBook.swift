import Core
import Settlement

/// The nonce of each account's last message that took effect.
struct NonceBook: Sendable {
    private var nonces = LookupTable<AccountID, UInt64>()

    init() {}

    func last(_ account: AccountID) -> UInt64? { nonces[account] }

    mutating func use(_ nonce: UInt64, of account: AccountID) { nonces[account] = nonce }

    func write(to writer: inout CBORWriter) {
        let accounts = nonces.sortedKeys
        writer.array(accounts.count)
        for account in accounts {
            writer.array(2)
            writer.write(account.digest)
            writer.write(nonces[account] ?? 0)
        }
    }

    init(from reader: inout CBORReader) throws(SettlementError) {
        var last: AccountID?
        for _ in 0..<(try reader.readArray(limit: .max)) {
            try reader.expectArray(2)
            let account = AccountID(try reader.readDigest())
            guard last.map({ $0 < account }) ?? true else { throw reader.failure("nonces are out of order") }
            last = account
            nonces[account] = try reader.readUInt64()
        }
    }
}
