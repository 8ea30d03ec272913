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
        require(
            bindsByEscalation,
            "C9",
            "escalationBinds is 0: a client that works with nodes can frame honest ones without a risk"
        )
        return problems
    }

    private func rangeProblems() -> [ParamsProblem] {
        let alone = singleProblems()
        // What depends on two numbers is worked out only when both are of a sane size.
        return alone.isEmpty ? relationProblems() : alone
    }

    private func singleProblems() -> [ParamsProblem] {
        let ppm = 0...Units.ppm
        let amount = 0...Units.supplyMax / 4
        let time = 1...Self.secondsMax
        let replacements = 0...Self.replacementsMax
        let ranges: [(String, Int64, ClosedRange<Int64>)] = [
            ("pMinPpm", pMinPpm, ppm), ("betaPpm", betaPpm, ppm), ("gammaPpm", gammaPpm, ppm), ("feePpm", feePpm, ppm),
            ("verifyReservePpm", verifyReservePpm, ppm), ("poolMinPpm", poolMinPpm, ppm),
            ("nFirst", nFirst, 1...Self.replicasMax - 1), ("nMax", nMax, 2...Self.replicasMax),
            ("sigma", sigma, 1...1_000_000), ("slashFloor", slashFloor, amount), ("postFee", postFee, amount),
            ("clientMin", clientMin, amount), ("clientSlash", clientSlash, amount),
            ("floorPerGfuel", floorPerGfuel, amount), ("multMinBps", multMinBps, Units.bps...100 * Units.bps),
            ("multMaxBps", multMaxBps, Units.bps...100 * Units.bps),
            ("lateVerdictBps", lateVerdictBps, 0...Units.bps), ("lateDecideBps", lateDecideBps, 0...10_000 * Units.bps),
            ("abortBps", abortBps, 0...1_000_000 * Units.bps), ("vSlackBps", vSlackBps, 1...100 * Units.bps),
            ("stakeUnit", stakeUnit, 1...Units.supplyMax), ("refFuelPerS", refFuelPerS, 1...Units.supplyMax),
            ("unitsMax", unitsMax, 1...1 << 32), ("maxRedraws", maxRedraws, replacements),
            ("maxDeclines", maxDeclines, replacements), ("beaconDelay", beaconDelay, 1...1_000),
            ("beaconPeriod", beaconPeriod, time), ("epochLen", epochLen, time), ("unbond", unbond, time),
            ("tAssign", tAssign, time), ("tFetch", tFetch, time), ("tDecide", tDecide, time),
            ("tVerdict", tVerdict, time), ("tReveal", tReveal, time), ("escalationBinds", escalationBinds, 0...1),
        ]
        return ranges.filter { !$0.2.contains($0.1) }.map { name, value, range in
            Self.outside(name, value, "from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private func relationProblems() -> [ParamsProblem] {
        var problems: [ParamsProblem] = []
        func most(_ name: String, _ value: Int64, _ limit: Int64) {
            if value > limit { problems.append(Self.outside(name, value, "at most \(limit)")) }
        }
        most("nFirst", nFirst, nMax - 1)
        most("multMinBps", multMinBps, multMaxBps)
        most("betaPpm + gammaPpm", betaPpm + gammaPpm, Units.ppm)
        // The largest default must be in the escrow: one charge and the fee for not deciding.
        most("lateDecideBps", lateDecideBps, nMax * multMaxBps + lateVerdictBps - Units.bps)
        // A penalty is taken from the lock.
        most("abortBps", abortBps, sigma * Units.bps)
        return problems
    }

    private static func outside(_ name: String, _ value: Int64, _ allowed: String) -> ParamsProblem {
        ParamsProblem(condition: "range", message: "\(name) is \(value), not \(allowed)")
    }

    /// The most replicas that parameters may ask for.
    static let replicasMax: Int64 = 15
    /// The most replacements of each kind that parameters may ask for.
    static let replacementsMax: Int64 = 64
    /// The longest time that parameters or a deal may name.
    package static let secondsMax: Int64 = 1 << 32
}
