import ContentAddressing
import Core

extension SettlementMachine {
    /// Begins a wave with so many new verifiers.
    mutating func startWave(_ index: Int, need: Int, now: Int64) {
        deals[index].wave += 1
        deals[index].need = need
        proceed(index, now: now)
    }

    /// Asks for a replacement, or gives up when there were too many.
    mutating func replaceOne(_ index: Int, now: Int64) {
        let terms = paramsHistory[deals[index].paramsVersion]
        deals[index].need += 1
        if deals[index].redraws > terms.maxRedraws || deals[index].declines > terms.maxDeclines {
            deals[index].isExhausted = true
        }
        proceed(index, now: now)
    }

    /// Moves a deal that is being verified to where it now belongs.
    mutating func proceed(_ index: Int, now: Int64) {
        let terms = paramsHistory[deals[index].paramsVersion]
        if deals[index].isExhausted { deals[index].need = 0 }
        if deals[index].need > 0 {
            if deals[index].state != .drawing {
                deals[index].state = .drawing
                deals[index].drawRound = terms.round(at: now) + UInt64(terms.beaconDelay)
                draws.insert(
                    DrawQueue.Item(round: deals[index].drawRound, sequence: deals[index].sequence, deal: index)
                )
            }
            return changed(index)
        }
        if deals[index].state == .drawing { draws.remove(deal: index) }
        guard !deals[index].slots.contains(where: { $0.state == .assigned }) else {
            deals[index].state = .verifying
            return changed(index)
        }
        guard deals[index].slots.contains(where: { $0.wave > 0 && $0.isLive }) else {
            return closePayingAll(index, as: .unverifiable, now: now)
        }
        guard !deals[index].isPublic else { return startRevealing(index, now: now) }
        deals[index].state = .verdict
        deals[index].deadline = now + terms.tVerdict
        changed(index)
    }

    /// Draws the verifiers that a deal needs.
    mutating func draw(_ index: Int, beacon: Digest256, now: Int64) {
        guard let k = deals[index].k else { return }
        let seed = ProtocolHash.seed(
            beacon: beacon,
            k: k,
            deal: deals[index].id,
            wave: UInt32(deals[index].wave),
            commitments: deals[index].slots.compactMap(\.commitment)
        )
        // When nobody is left the numbers need not be worked out: none would hit.
        var left = min(deals[index].need, eligibleCount(index))
        let found = left
        var counter: UInt32 = 0
        while left > 0, counter < Self.drawsMax {
            let number = ProtocolHash.draw(seed: seed, counter: counter)
            counter += 1
            guard let entry = table.entry(at: number), isEligible(entry.account, for: index) else { continue }
            add(verifier: entry.account, to: index, now: now)
            left -= 1
        }
        deals[index].need = 0
        if found - left == 0 {
            deals[index].isExhausted = true
            report(.drawFailed, deal: index)
        }
        // The wave is no longer waiting for the beacon.
        deals[index].state = .verifying
        proceed(index, now: now)
    }

    static let drawsMax: UInt32 = 4096

    private func isEligible(_ node: Int, for index: Int) -> Bool {
        let account = accounts[node]
        return !account.isExiting && account.freeStake >= deals[index].slash && node != deals[index].client
            && !deals[index].slots.contains { $0.node == node }
    }

    /// How many nodes could be drawn, counted up to what is needed.
    private func eligibleCount(_ index: Int) -> Int {
        var count = 0
        for entry in table.entries where isEligible(entry.account, for: index) {
            count += 1
            if count == deals[index].need { break }
        }
        return count
    }

    private mutating func add(verifier node: Int, to index: Int, now: Int64) {
        let terms = paramsHistory[deals[index].paramsVersion]
        let slash = deals[index].slash
        accounts[node].freeStake -= slash
        accounts[node].lockedStake += slash
        touch(account: node)
        let running = Units.scaledUp(deals[index].tExec, by: terms.vSlackBps, over: Units.bps) ?? deals[index].tExec
        deals[index].slots.append(
            Slot(
                node: node,
                wave: deals[index].wave,
                state: .assigned,
                lock: slash,
                deadline: now + terms.tFetch + running,
                fetchUntil: now + terms.tFetch
            )
        )
        report(.drawn, deal: index, account: node, slot: deals[index].slots.count - 1)
    }
}
