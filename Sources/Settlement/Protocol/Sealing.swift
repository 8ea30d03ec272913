package import ContentAddressing

/// How results are sealed to the client: for real, or by a plain tag that costs one hash, for simulations.
///
/// Either way whoever holds the opening can compute the ciphertext again, byte for byte.
package enum Sealing: UInt8, Hashable, Sendable {
    /// HPKE in base mode with an ephemeral key derived from the opening.
    case hpke = 1
    /// The result in the clear behind a hash: hides nothing, and is checked like a ciphertext.
    case tag = 2

    /// The ciphertext of a slot; nil when the client's key is not usable.
    package func seal(
        _ opening: Opening,
        job: JobKey,
        place: SlotPlace,
        commitment: Digest256,
        encKey: Digest256
    ) -> Ciphertext? {
        let result = opening.sealed(job: job)
        switch self {
        case .tag: return Self.tagged(result, commitment: commitment, encKey: encKey)
        case .hpke:
            let context = SealingContext(place: place, commitment: commitment)
            return HPKEBase.seal(
                result.bytes,
                to: encKey,
                info: context.info,
                ephemeralMaterial: ProtocolHash.ephemeral(place: place, rho: opening.rho)
            )
        }
    }

    static func tagged(_ result: SealedResult, commitment: Digest256, encKey: Digest256) -> Ciphertext {
        let tag = HashInput.hash(capacity: 192) { input in
            input.append("bac/tag-seal/v1")
            input.append(encKey)
            input.append(commitment)
            input.append(result.digest)
            input.append(result.fuel)
            input.append(result.pages)
            input.append(result.blob)
        }
        return withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { buffer in
            result.digest.withUnsafeBytes { buffer.copyMemory(from: $0) }
            buffer.storeBytes(of: result.fuel.bigEndian, toByteOffset: 32, as: UInt64.self)
            buffer.storeBytes(of: result.pages.bigEndian, toByteOffset: 40, as: UInt64.self)
            result.blob.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[48...]).copyMemory(from: $0) }
            buffer.storeBytes(of: 0, toByteOffset: 80, as: UInt64.self)
            buffer.storeBytes(of: 0, toByteOffset: 88, as: UInt64.self)
            func part(_ index: Int) -> Digest256 {
                Digest256(UnsafeRawBufferPointer(rebasing: buffer[(32 * index)...]))
            }
            return Ciphertext(enc: tag, part(0), part(1), part(2))
        }
    }

    /// The result behind a tag, if the tag is right.
    static func untagged(_ ciphertext: Ciphertext, commitment: Digest256, encKey: Digest256) -> SealedResult? {
        let digest = ciphertext.body0
        let (fuel, pages, blob) = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
            ciphertext.body1.withUnsafeBytes { buffer.copyMemory(from: $0) }
            ciphertext.body2.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[32...]).copyMemory(from: $0)
            }
            return (
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                Digest256(UnsafeRawBufferPointer(rebasing: buffer[16...]))
            )
        }
        let result = SealedResult(digest: digest, fuel: fuel, pages: pages, blob: blob)
        return tagged(result, commitment: commitment, encKey: encKey) == ciphertext ? result : nil
    }
}
