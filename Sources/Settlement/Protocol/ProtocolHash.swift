package import ContentAddressing

/// The hashes of the protocol; each has a label of its own, so that none can stand for another.
package enum ProtocolHash {
    /// The account of an Ed25519 public key.
    package static func account(publicKey: Digest256) -> AccountID {
        AccountID(
            HashInput.hash(capacity: 64) {
                $0.append("bac/id/v1"); $0.append(publicKey)
            }
        )
    }

    /// The deal that a client posts under a nonce.
    package static func deal(client: AccountID, nonce: UInt64, job: JobKey) -> DealID {
        DealID(
            HashInput.hash(capacity: 128) { input in
                input.append("bac/deal/v1")
                input.append(client.digest)
                input.append(nonce)
                input.append(job.digest)
            }
        )
    }

    /// The receipt of a run: what it gave back, bound to the job.
    package static func receipt(job: JobKey, exit: UInt32, outputRoot: Digest256, traceRoot: Digest256) -> Digest256 {
        HashInput.hash(capacity: 160) { input in
            input.append("bac/receipt/v1")
            input.append(job.digest)
            input.append(exit)
            input.append(outputRoot)
            input.append(traceRoot)
        }
    }

    /// The digest that replicas have to agree on: the receipt and what the run used.
    package static func digest(job: JobKey, receipt: Digest256, fuel: UInt64, pages: UInt64) -> Digest256 {
        HashInput.hash(capacity: 128) { input in
            input.append("bac/digest/v1")
            input.append(job.digest)
            input.append(receipt)
            input.append(fuel)
            input.append(pages)
        }
    }

    /// The commitment of a slot to a digest and a charge, hidden by `rho`.
    package static func commitment(
        place: SlotPlace,
        digest: Digest256,
        charge: Int64,
        rho: Digest256
    ) -> Digest256 {
        HashInput.hash(capacity: 192) { input in
            input.append("bac/commit/v1")
            input.append(place)
            input.append(digest)
            input.append(UInt64(bitPattern: charge))
            input.append(rho)
        }
    }

    /// The commitment of a client to its secret and its chance of verifying.
    package static func policy(k: Digest256, pPpm: UInt32) -> Digest256 {
        HashInput.hash(capacity: 64) {
            $0.append("bac/policy/v1"); $0.append(k); $0.append(pPpm)
        }
    }

    /// The coin of a deal.
    package static func coin(beacon: Digest256, k: Digest256, deal: DealID, primary: Digest256) -> UInt64 {
        HashInput.hash(capacity: 160) { input in
            input.append("bac/coin/v1")
            input.append(beacon)
            input.append(k)
            input.append(deal.digest)
            input.append(primary)
        }.leadingNumber
    }

    /// Whether a coin says that the deal is verified.
    package static func isVerified(coin: UInt64, pPpm: Int64) -> Bool {
        guard pPpm < Units.ppm else { return true }
        // ⌊p·2⁶⁴/10⁶⌋
        return coin < UInt64(truncatingIfNeeded: (UInt128(pPpm) << 64) / UInt128(Units.ppm))
    }

    /// The seed of a draw, with all commitments so far in the order of their slots.
    package static func seed(
        beacon: Digest256,
        k: Digest256,
        deal: DealID,
        wave: UInt32,
        commitments: [Digest256]
    ) -> Digest256 {
        HashInput.hash(capacity: 128 + commitments.count * Digest256.byteCount) { input in
            input.append("bac/seed/v1")
            input.append(beacon)
            input.append(k)
            input.append(deal.digest)
            input.append(wave)
            for commitment in commitments { input.append(commitment) }
        }
    }

    /// One number of a draw.
    package static func draw(seed: Digest256, counter: UInt32) -> UInt64 {
        HashInput.hash(capacity: 64) {
            $0.append("bac/draw/v1"); $0.append(seed); $0.append(counter)
        }.leadingNumber
    }

    /// What stands in for a beacon value that never came.
    package static func beaconFallback(last: Digest256, round: UInt64) -> Digest256 {
        HashInput.hash(capacity: 96) {
            $0.append("bac/beacon-fallback/v1"); $0.append(last); $0.append(round)
        }
    }

    /// What the ephemeral key of a ciphertext is derived from.
    static func ephemeral(place: SlotPlace, rho: Digest256) -> Digest256 {
        HashInput.hash(capacity: 160) {
            $0.append("bac/eph/v1"); $0.append(rho); $0.append(place)
        }
    }
}

extension HashInput {
    mutating func append(_ place: SlotPlace) {
        append(place.deal.digest)
        append(place.slot)
        append(place.node.digest)
    }
}
