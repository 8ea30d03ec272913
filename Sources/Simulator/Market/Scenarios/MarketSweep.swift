package import Core
package import Settlement

/// Runs over the chance of verification, the slash and the share of a cartel: what assurance costs.
package enum MarketSweep {
    /// One setting and what came of it.
    package struct Point: Hashable, Sendable {
        package var profile: String
        package var share: Double
        package var p: Double
        package var sigma: Int64
        /// Extra money per deal, of honest clients among honest nodes.
        package var overhead: Double
        /// Wrong results accepted per job of a cartel that always lies.
        package var errorRate: Estimate
        /// What a lie gains the cartel, over doing the work.
        package var gain: Double

        /// The point as a JSON object.
        package var json: JSONValue {
            .object([
                .init("Profile", .string(profile)), .init("Share", .double(share)), .init("P", .double(p)),
                .init("Sigma", .int(sigma)), .init("Overhead", .double(overhead)),
                .init("WrongPerLie", errorRate.json), .init("Gain", .double(gain)),
            ])
        }
    }

    /// The chances of verification that a sweep looks at.
    package static let chances: [Int64] = [25_000, 50_000, 100_000, 200_000, 400_000, 700_000, 1_000_000]
    /// The sizes of the cartel, of 60 nodes.
    package static let cartels = [6, 12, 20]
    /// The slashes in prices.
    package static let sigmas: [Int64] = [10, 20, 30, 50, 90, 130, 200]

    /// The frontier of errors and overhead: every profile, cartel and chance, at a slash of 200 prices.
    package static func frontier(
        deals: Int,
        seed: UInt64,
        publishedRules: Bool = false
    ) throws(SettlementError) -> [Point] {
        var points: [Point] = []
        for profile in [MarketProfile.pair3, .pair5] {
            for cartel in cartels {
                for chance in chances {
                    let setup = setup(profile, cartel, chance, sigma: 200, deals: deals, seed: seed)
                    points.append(try point(setup, profile, cartel, publishedRules: publishedRules))
                }
            }
        }
        return points
    }

    /// What lying gains at every slash, for every cartel.
    package static func slashes(
        deals: Int,
        seed: UInt64,
        publishedRules: Bool = false
    ) throws(SettlementError) -> [Point] {
        var points: [Point] = []
        for cartel in cartels {
            for sigma in sigmas {
                let setup = setup(.pair3, cartel, 25_000, sigma: sigma, deals: deals, seed: seed)
                points.append(try point(setup, .pair3, cartel, publishedRules: publishedRules))
            }
        }
        return points
    }

    private static func setup(
        _ profile: MarketProfile,
        _ cartel: Int,
        _ chance: Int64,
        sigma: Int64,
        deals: Int,
        seed: UInt64
    ) -> MarketSetup {
        let group = NodeGroup("cartel", cartel, CartelMember())
        return MarketScenarios.attack("sweep", group, deals: deals) { setup in
            setup.seed = seed
            setup.params.nFirst = profile.nFirst
            setup.params.nMax = profile.nMax
            setup.params.pMinPpm = chance
            setup.setSigma(sigma)
            setup.checks = .now
        }
    }

    private static func point(
        _ setup: MarketSetup,
        _ profile: MarketProfile,
        _ cartel: Int,
        publishedRules: Bool
    ) throws(SettlementError) -> Point {
        var setup = setup
        if publishedRules { setup.usePublishedRules() }
        let report = try MarketSimulation.run(setup)
        let jobs = report.focusGroup?.primaryJobs ?? 0
        let terms = MarketTerms(setup.params, cost: 0.7)
        return Point(
            profile: profile.name,
            share: Double(cartel) / 60,
            p: terms.p,
            sigma: setup.params.sigma,
            overhead: terms.p * terms.mult * Double(terms.nFirst),
            errorRate: Estimate(report.wrong, of: jobs),
            gain: report.gain?.value ?? 0
        )
    }
}
