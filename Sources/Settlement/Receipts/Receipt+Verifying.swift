package import ContentAddressing

extension Receipt {
    /// Checks everything that can be checked without the ledger; throws what is wrong first.
    ///
    /// `key` is the ledger's Ed25519 key, which the caller knows from elsewhere. What only the ledger's clock can tell,
    /// such as that a client was late, rests on its signature alone.
    package func verify(ledgerKey key: Digest256) throws(SettlementError) {
        guard ledgerKey == key, SigningKey.isValid(signature, of: signedBytes, by: key) else {
            throw SettlementError(.signature, "the receipt is not signed by the ledger")
        }
        for envelope in messages where !envelope.isSigned(ledger: ledger) {
            throw SettlementError(.signature, "a message of the receipt is not signed by its account for this ledger")
        }
        let client = try verifyPost()
        try verifyAssignment(client: client)
        try verifyCommitment()
        try verifyOutcome(client: client)
    }

    private func verifyPost() throws(SettlementError) -> AccountID {
        for envelope in messages {
            guard case .post(let post) = try envelope.message() else { continue }
            let named = ProtocolHash.deal(client: envelope.account, nonce: post.nonce, job: post.jobKey)
            guard named == deal, post.jobKey == job.key else { break }
            return envelope.account
        }
        throw SettlementError(.unknownDeal, "no message posts this deal for this job")
    }

    private func verifyAssignment(client: AccountID) throws(SettlementError) {
        for envelope in messages where envelope.account == client {
            guard case .assign(let assign) = try envelope.message(), assign.deal == deal else { continue }
            let isPrimary = result.slot == 0
            guard assign.proof?.holds(for: assign.offer, ledger: ledger) == true,
                !isPrimary || assign.offer.node == result.node
            else { continue }
            return
        }
        throw SettlementError(.offer, "no signed offer was taken for this deal")
    }

    /// The node's own word for exactly this result, usage and charge.
    private func verifyCommitment() throws(SettlementError) {
        let place = SlotPlace(deal: deal, slot: result.slot, node: result.node)
        let expected = ProtocolHash.commitment(
            place: place,
            digest: result.opening(job: job.key).digest(job: job.key),
            charge: result.charge,
            rho: result.rho
        )
        for envelope in messages where envelope.account == result.node {
            guard case .commit(let commit) = try envelope.message(), commit.deal == deal else { continue }
            if commit.commitment == expected, commit.charge == result.charge { return }
        }
        throw SettlementError(.opening, "the node has not committed to this result")
    }

    private func verifyOutcome(client: AccountID) throws(SettlementError) {
        switch outcome {
        case .paid: try verifyPlainPayment(client: client)
        case .verifiedPaid:
            for envelope in messages where envelope.account == client {
                if try envelope.message() == .verdict(deal, .pay) { return }
            }
            throw SettlementError(.state, "the client has not said that all shall be paid")
        default: break
        }
    }

    /// The client paid at once, and the coin let it.
    private func verifyPlainPayment(client: AccountID) throws(SettlementError) {
        var policy: Digest256?
        var primary: Digest256?
        for envelope in messages {
            switch try envelope.message() {
            case .post(let post) where envelope.account == client && post.jobKey == job.key: policy = post.policy
            case .commit(let commit) where commit.deal == deal: primary = commit.commitment
            case .decide(let decide) where decide.deal == deal && envelope.account == client && !decide.verify:
                guard let policy, policy == ProtocolHash.policy(k: decide.k, pPpm: decide.pPpm), let primary,
                    let coinBeacon
                else { continue }
                let coin = ProtocolHash.coin(beacon: coinBeacon, k: decide.k, deal: deal, primary: primary)
                if !ProtocolHash.isVerified(coin: coin, pPpm: Int64(decide.pPpm)) { return }
            default: continue
            }
        }
        throw SettlementError(.policy, "the client has not decided to pay, or the coin said otherwise")
    }
}
