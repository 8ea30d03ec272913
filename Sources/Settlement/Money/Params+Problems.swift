extension Params {
    /// What is wrong with these parameters; empty when they may be used.
    ///
    /// The conditions hold for a cartel of one third of the weight and work that costs as much as it earns; C3, that
    /// verifiers cannot be bribed, for a cartel of one fifth.
    package func problems() -> [ParamsProblem] {
        let outside = rangeProblems()
        return outside.isEmpty ? incentiveProblems() : outside
    }

    private func incentiveProblems() -> [ParamsProblem] {
        let p = Int128(pMinPpm)
        let sigma = Int128(sigma)
        let beta = Int128(betaPpm)
        let gamma = Int128(gammaPpm)
        let million = Int128(Units.ppm)
        let tenThousand = Int128(Units.bps)
        var problems: [ParamsProblem] = []
        func require(_ holds: Bool, _ condition: String, _ message: String) {
            if !holds { problems.append(ParamsProblem(condition: condition, message: message)) }
        }
        // With f = 1/3 and both sides times 9: 4p(sigma + 1) > 9 + 3p + 2p·mult.
        let left = 4 * p * (sigma + 1) * tenThousand
        let right = 9 * million * tenThousand + 3 * p * tenThousand + 2 * p * Int128(multMinBps)
        require(left > right, "C1", "sigma \(self.sigma) is too small: a cartel of one third earns by lying")
        let trillion = million * million
        require(gamma * sigma * p >= trillion, "C2", "gamma·sigma is below 1/p: a juror's bounty is less than a bribe")
        require(
            (4 * beta - million) * sigma * p >= 5 * trillion,
            "C3",
            "((1-f)·beta - f)·sigma is below 1/p at f = 20 %: verifiers can be bribed"
        )
        require(beta + gamma < 2 * million, "C4", "f(beta + gamma) is not below 1-f: a cartel earns by slashing itself")
        require(
            p * Int128(multMinBps) <= 30_000 * tenThousand,
            "C5",
            "p·multMin is \(pMinPpm) ppm · \(multMinBps) bps, more than 3 %"
        )
        require(lateDecideBps >= multMinBps, "C6", "not deciding costs less than a verification")
        require(nFirst == 1, "C7", "nFirst is \(nFirst): verifiers that see each other before they commit can collude")
        require(nMax % 2 == 1 && nMax >= 3, "C7", "nMax is \(nMax): it has to be odd and at least 3")
        require(clientSlash <= clientMin, "C8", "the client's slash is above what it has to keep")
        return problems
    }

    private func rangeProblems() -> [ParamsProblem] {
        var problems: [ParamsProblem] = []
        func require(_ name: String, _ value: Int64, _ range: ClosedRange<Int64>) {
            guard !range.contains(value) else { return }
            let limits = "\(range.lowerBound) to \(range.upperBound)"
            problems.append(ParamsProblem(condition: "range", message: "\(name) is \(value), not in \(limits)"))
        }
        for (name, value) in [
            ("pMinPpm", pMinPpm), ("betaPpm", betaPpm), ("gammaPpm", gammaPpm), ("feePpm", feePpm),
            ("verifyReservePpm", verifyReservePpm), ("poolMinPpm", poolMinPpm), ("betaPpm + gammaPpm", betaPpm + gammaPpm),
        ] { require(name, value, 0...Units.ppm) }
        require("nFirst", nFirst, 1...(Self.replicasMax - 1))
        require("nMax", nMax, max(2, nFirst + 1)...Self.replicasMax)
        require("sigma", sigma, 1...1_000_000)
        for (name, value) in [
            ("slashFloor", slashFloor), ("postFee", postFee), ("clientMin", clientMin), ("clientSlash", clientSlash),
            ("floorPerGfuel", floorPerGfuel),
        ] { require(name, value, 0...Units.supplyMax / 4) }
        require("multMinBps", multMinBps, Units.bps...multMaxBps)
        require("multMaxBps", multMaxBps, Units.bps...100 * Units.bps)
        require("lateVerdictBps", lateVerdictBps, 0...Units.bps)
        // The largest default must be in the escrow: one charge and the fee for not deciding.
        require("lateDecideBps", lateDecideBps, 0...(nMax * multMaxBps + lateVerdictBps - Units.bps))
        // A penalty is taken from the lock.
        require("abortBps", abortBps, 0...sigma * Units.bps)
        require("vSlackBps", vSlackBps, 1...100 * Units.bps)
        for (name, value) in [("stakeUnit", stakeUnit), ("refFuelPerS", refFuelPerS)] {
            require(name, value, 1...Units.supplyMax)
        }
        require("unitsMax", unitsMax, 1...1 << 32)
        for (name, value) in [("maxRedraws", maxRedraws), ("maxDeclines", maxDeclines)] {
            require(name, value, 0...Self.replacementsMax)
        }
        require("beaconDelay", beaconDelay, 1...1_000)
        for (name, value) in [
            ("beaconPeriod", beaconPeriod), ("epochLen", epochLen), ("unbond", unbond), ("tAssign", tAssign),
            ("tFetch", tFetch), ("tDecide", tDecide), ("tVerdict", tVerdict), ("tReveal", tReveal),
        ] { require(name, value, 1...Self.secondsMax) }
        return problems
    }

    /// The most replicas that parameters may ask for.
    static let replicasMax: Int64 = 15
    /// The most replacements of each kind that parameters may ask for.
    static let replacementsMax: Int64 = 64
    /// The longest time that parameters or a deal may name.
    package static let secondsMax: Int64 = 1 << 32
}
