/// A ledger of deals as outsiders reach it: ids as text and signed bytes in, JSON out, errors as `CoreError`.
///
/// `docs/http-api.md` says what the JSON holds.
package protocol LedgerAPI: Sendable {
    /// What the ledger is, its parameters and its totals.
    func overview() async throws -> JSONValue
    /// An account; one that never had money is empty.
    func account(_ id: String) async throws -> JSONValue
    /// Entries about an account with sequences below one, newest first.
    func history(of account: String, before sequence: UInt64?, limit: Int) async throws -> JSONValue
    /// An open deal; throws `notFound` when none of this id is open.
    func deal(_ id: String) async throws -> JSONValue
    /// Entries after a sequence, oldest first; while there are none, it waits at most so long for the first.
    func events(after sequence: UInt64?, limit: Int, wait: Duration) async throws -> JSONValue
    /// Has the bytes of one signed message applied; the answer says whether it was accepted.
    func submit(_ envelope: [UInt8]) async throws -> JSONValue
    /// Asks the faucet of a test network for money; the answer is that of `submit`.
    func faucet(account: String, amount: Int64) async throws -> JSONValue
    /// The newest head that the operator has signed; throws `notFound` when there is none.
    func latestHead() async throws -> JSONValue
    /// Gives the whole log piece by piece, as `ledger export` writes it.
    func export(_ write: @Sendable ([UInt8]) async throws -> Void) async throws
    /// What the log says of an account as node and as client; throws `notFound` for one without deals.
    func reputation(of account: String) async throws -> JSONValue
    /// The same of all accounts that had a deal, in the order of their ids, after one.
    func reputations(after account: String?, limit: Int) async throws -> JSONValue
}
