package import ContentAddressing

/// What an account asks of the ledger.
package enum Message: Hashable, Sendable {
    /// Brings money in; only whoever runs the ledger may say so.
    case deposit(account: AccountID, amount: Int64)
    /// Takes money out.
    case withdraw(amount: Int64)
    /// Makes money stake.
    case stake(amount: Int64)
    /// Lets stake become money again, after a while.
    case unstake(amount: Int64)
    /// Takes part no more, or again.
    case setExiting(Bool)
    case post(Post)
    case cancel(DealID)
    case assign(Assign)
    case decline(DealID)
    case commit(Commit)
    case decide(Decide)
    case verdict(DealID, ClientVerdict)
    /// Shows that another slot's opening was given away.
    case reportLeak(DealID, slot: UInt32, Opening)
    case reveal(DealID, slot: UInt32, Opening)

    /// Offers a job and sets the escrow aside.
    package struct Post: Hashable, Sendable {
        package var nonce: UInt64
        package var jobKey: JobKey
        package var cap: Int64
        package var mode: PriceMode
        /// Per 10⁹ fuel; for a job as a whole the offer names the price.
        package var price: Int64
        /// Per 10⁹ page-fuel.
        package var priceMem: Int64
        package var maxFuel: UInt64
        package var policy: Digest256
        package var encKey: Digest256
        /// Seconds that the primary has.
        package var tExec: Int64
        /// The deal that this one tries again.
        package var prev: DealID?

        package init(
            nonce: UInt64,
            jobKey: JobKey,
            cap: Int64,
            mode: PriceMode = .job,
            price: Int64 = 0,
            priceMem: Int64 = 0,
            maxFuel: UInt64,
            policy: Digest256,
            encKey: Digest256,
            tExec: Int64,
            prev: DealID? = nil
        ) {
            self.nonce = nonce
            self.jobKey = jobKey
            self.cap = cap
            self.mode = mode
            self.price = price
            self.priceMem = priceMem
            self.maxFuel = maxFuel
            self.policy = policy
            self.encKey = encKey
            self.tExec = tExec
            self.prev = prev
        }
    }

    /// Takes a node's offer.
    package struct Assign: Hashable, Sendable {
        package var deal: DealID
        package var offer: Offer
        /// The node's signature, which the machine does not look at.
        package var proof: OfferProof?

        package init(deal: DealID, offer: Offer, proof: OfferProof? = nil) {
            self.deal = deal
            self.offer = offer
            self.proof = proof
        }
    }

    /// Commits a node to a result that nobody can read yet.
    package struct Commit: Hashable, Sendable {
        package var deal: DealID
        package var commitment: Digest256
        package var ciphertext: Ciphertext
        package var charge: Int64

        package init(deal: DealID, commitment: Digest256, ciphertext: Ciphertext, charge: Int64) {
            self.deal = deal
            self.commitment = commitment
            self.ciphertext = ciphertext
            self.charge = charge
        }
    }

    /// Pays, or verifies by surprise.
    package struct Decide: Hashable, Sendable {
        package var deal: DealID
        package var k: Digest256
        package var pPpm: UInt32
        package var verify: Bool
        package var multBps: Int64

        package init(deal: DealID, k: Digest256, pPpm: UInt32, verify: Bool, multBps: Int64) {
            self.deal = deal
            self.k = k
            self.pPpm = pPpm
            self.verify = verify
            self.multBps = multBps
        }
    }
}
