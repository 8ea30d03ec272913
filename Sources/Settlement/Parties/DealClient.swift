package import ContentAddressing

/// The client's side of deals: its secrets, and the decisions of an honest client.
///
/// It keeps nothing per deal: every secret follows from the deal's id.
package struct DealClient: Sendable {
    package let account: AccountID
    package let policy: ClientPolicy
    package let sealing: Sealing
    private let secret: Digest256

    package init(account: AccountID, secret: Digest256, policy: ClientPolicy = ClientPolicy(), sealing: Sealing) {
        self.account = account
        self.secret = secret
        self.policy = policy
        self.sealing = sealing
    }

    /// The secret of a deal's coin and draws.
    package func coinSecret(_ deal: DealID) -> Digest256 { KeyedHash.code(key: secret, deal.digest) }

    /// The key that results of a deal are sealed to; nil without real encryption.
    package func encryptionKey(_ deal: DealID) -> EncryptionKey? {
        let material = HashInput.hash(capacity: 96) {
            $0.append("bac/enc-key/v1"); $0.append(deal.digest)
        }
        return EncryptionKey(secret: KeyedHash.code(key: secret, material))
    }

    /// The public part of it; with tags, which hide nothing, the deal's id stands in for it.
    package func encryptionPublicKey(_ deal: DealID) -> Digest256 {
        switch sealing {
        case .tag: deal.digest
        case .hpke: encryptionKey(deal)?.publicKey ?? .zero
        }
    }

    /// A job for posting at a whole price up to the cap.
    package func post(
        nonce: UInt64,
        job: JobKey,
        cap: Int64,
        maxFuel: UInt64,
        tExec: Int64,
        prev: DealID? = nil
    ) -> Message.Post {
        let deal = ProtocolHash.deal(client: account, nonce: nonce, job: job)
        return Message.Post(
            nonce: nonce,
            jobKey: job,
            cap: cap,
            maxFuel: maxFuel,
            policy: ProtocolHash.policy(k: coinSecret(deal), pPpm: policy.pPpm),
            encKey: encryptionPublicKey(deal),
            tExec: tExec,
            prev: prev
        )
    }

    /// A job for posting at prices per fuel and memory.
    package func postMetered(
        nonce: UInt64,
        job: JobKey,
        cap: Int64,
        price: Int64,
        priceMem: Int64,
        maxFuel: UInt64,
        tExec: Int64,
        prev: DealID? = nil
    ) -> Message.Post {
        var post = post(nonce: nonce, job: job, cap: cap, maxFuel: maxFuel, tExec: tExec, prev: prev)
        post.mode = .metered
        post.price = price
        post.priceMem = priceMem
        return post
    }

    /// What a slot's ciphertext says; nil when it does not decrypt.
    package func read(_ slot: Slot, at place: SlotPlace, encKey: Digest256) -> SealedResult? {
        guard let commitment = slot.commitment else { return nil }
        switch sealing {
        case .tag: return Sealing.untagged(slot.ciphertext, commitment: commitment, encKey: encKey)
        case .hpke:
            let context = SealingContext(place: place, commitment: commitment)
            return encryptionKey(place.deal)?.open(slot.ciphertext, context: context)
        }
    }
}
