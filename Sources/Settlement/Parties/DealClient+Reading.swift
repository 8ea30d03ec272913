extension DealClient {
    /// What a commitment's ciphertext says; nil when it does not decrypt.
    package func read(_ commit: Message.Commit, at place: SlotPlace) -> SealedResult? {
        switch sealing {
        case .tag:
            return Sealing.untagged(
                commit.ciphertext,
                commitment: commit.commitment,
                encKey: encryptionPublicKey(place.deal)
            )
        case .hpke:
            let context = SealingContext(place: place, commitment: commit.commitment)
            return encryptionKey(place.deal)?.open(commit.ciphertext, context: context)
        }
    }
}
