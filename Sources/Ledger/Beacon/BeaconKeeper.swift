package import ContentAddressing
import Settlement
import Synchronization

/// Holds the secret that all beacon values come from, and gives the value of a round when its time has come.
///
/// A chain is computed once (a million hashes) and kept as checkpoints; a value then costs at most a thousand.
package final class BeaconKeeper: Sendable {
    private struct Kept: Sendable {
        var number: UInt64
        var length: UInt64
        var beacon: HashChainBeacon
    }

    private let secret: Digest256
    private let kept = Mutex<[Kept]>([])

    /// How many chains are kept computed: the one in use, and the next.
    private static let keptMax = 2

    package init(secret: Digest256) { self.secret = secret }

    /// What is public about a chain of this secret.
    package func chain(number: UInt64, firstRound: UInt64, length: UInt64) -> BeaconChain {
        let tip = with(number, length) { $0.tip }
        return BeaconChain(number: number, firstRound: firstRound, length: length, tip: tip)
    }

    /// The value of a round of a chain; nil when the chain does not reach there.
    package func value(_ round: UInt64, of chain: BeaconChain) -> Digest256? {
        guard round >= chain.firstRound, round <= chain.lastRound else { return nil }
        return with(chain.number, chain.length) { $0.value(round - chain.firstRound) }
    }

    /// Whether a chain comes from this secret.
    package func made(_ chain: BeaconChain) -> Bool { with(chain.number, chain.length) { $0.tip } == chain.tip }

    private func with<Value: Sendable>(
        _ number: UInt64,
        _ length: UInt64,
        _ body: (inout HashChainBeacon) -> Value
    ) -> Value {
        kept.withLock { kept in
            if !kept.contains(where: { $0.number == number && $0.length == length }) {
                if kept.count == Self.keptMax { kept.removeFirst() }
                let beacon = HashChainBeacon(seed: seed(number), length: Int(clamping: length))
                kept.append(Kept(number: number, length: length, beacon: beacon))
            }
            let index = kept.firstIndex { $0.number == number && $0.length == length } ?? kept.count - 1
            return body(&kept[index].beacon)
        }
    }

    private func seed(_ number: UInt64) -> Digest256 {
        var bytes = Array("bac/beacon-seed/v1".utf8)
        secret.append(to: &bytes)
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        return SHA256Hasher.digest(of: bytes)
    }
}
