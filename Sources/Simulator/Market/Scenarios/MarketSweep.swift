package import Core
package import Settlement

/// Runs over the chance of verification, the slash and the share of a cartel: what assurance costs.
///
/// Each setting has a seed of its own, so that the points of a curve err apart.
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
        package var gain: Estimate

        /// The point as a JSON object.
        package var json: JSONValue {
            .object([
                .init("Profile", .string(profile)), .init("Share", .double(share)), .init("P", .double(p)),
                .init("Sigma", .int(sigma)), .init("Overhead", .double(overhead)),
                .init("WrongPerLie", errorRate.json), .init("Gain", gain.json),
            ])
        }
    }

    /// What honest clients pay among honest nodes at a chance of verification.
    package struct Cost: Hashable, Sendable {
        package var p: Double
        /// Per deal, in prices and without the fee of the post.
        package var cost: Estimate
        /// By the closed form.
        package var expected: Double

        /// The cost as a JSON object.
        package var json: JSONValue {
            .object([.init("P", .double(p)), .init("Cost", cost.json), .init("Expected", .double(expected))])
        }
    }

    /// Liars who work together, among honest nodes.
    package struct Cartel: Hashable, Sendable {
        package var members: Int
        package var nodes: Int

        /// The chance that another node, drawn by stake, is a member.
        package var share: Double { MarketScenarios.share(members, of: nodes) }
    }

    /// The chances of verification that a sweep looks at.
    package static let chances: [Int64] = [25_000, 50_000, 100_000, 200_000, 400_000, 700_000, 1_000_000]
    /// A liar alone, and cartels of which a member meets an accomplice with a chance of 10, 20 and 33 %.
    package static let cartels = [
        Cartel(members: 1, nodes: 5), Cartel(members: 11, nodes: 101), Cartel(members: 21, nodes: 101),
        Cartel(members: 34, nodes: 101),
    ]
    /// The slashes in prices.
    package static let sigmas: [Int64] = [10, 20, 30, 50, 90, 130, 200]

    /// The frontier of errors and overhead: every profile, cartel and chance, at a slash of 200 prices.
    ///
    /// To a liar alone the number of replicas makes no difference: one profile will do.
    package static func frontier(
        deals: Int,
        seed: UInt64,
        publishedRules: Bool = false
    ) throws(SettlementError) -> [Point] {
        var points: [Point] = []
        for profile in [MarketProfile.pair3, .pair5] {
            for cartel in cartels where cartel.members > 1 || profile == .pair3 {
                for chance in chances {
                    let setup = setup(
                        profile,
                        cartel,
                        chance,
                        sigma: 200,
                        deals: deals,
                        seed: seed &+ UInt64(points.count)
                    )
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
                let setup = setup(
                    .pair3,
                    cartel,
                    25_000,
                    sigma: sigma,
                    deals: deals,
                    seed: seed &+ UInt64(points.count)
                )
                points.append(try point(setup, .pair3, cartel, publishedRules: publishedRules))
            }
        }
        return points
    }

    /// What honest clients pay at every chance.
    package static func costs(deals: Int, seed: UInt64) throws(SettlementError) -> [Cost] {
        var costs: [Cost] = []
        for chance in chances {
            let seed = seed &+ UInt64(costs.count)
            var setup = MarketSetup("sweep", seed: seed, deals: deals, groups: [.honest(60)])
            setup.params.pMinPpm = chance
            setup.checks = .now
            let terms = MarketTerms(setup.params, cost: 0.7)
            var cost = try MarketSimulation.run(setup).costPerDeal
            cost.value -= Double(setup.params.postFee) / Double(setup.price)
            costs.append(Cost(p: terms.p, cost: cost, expected: 1 + terms.p * terms.mult * Double(terms.nFirst)))
        }
        return costs
    }

    private static func setup(
        _ profile: MarketProfile,
        _ cartel: Cartel,
        _ chance: Int64,
        sigma: Int64,
        deals: Int,
        seed: UInt64
    ) -> MarketSetup {
        let group = NodeGroup("cartel", cartel.members, CartelMember())
        return MarketScenarios.attack("sweep", group, of: cartel.nodes, deals: deals) { setup in
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
        _ cartel: Cartel,
        publishedRules: Bool
    ) throws(SettlementError) -> Point {
        var setup = setup
        if publishedRules { setup.usePublishedRules() }
        let report = try MarketSimulation.run(setup)
        let jobs = report.focusGroup?.primaryJobs ?? 0
        let terms = MarketTerms(setup.params, cost: 0.7)
        return Point(
            profile: profile.name,
            share: cartel.share,
            p: terms.p,
            sigma: setup.params.sigma,
            overhead: terms.p * terms.mult * Double(terms.nFirst),
            errorRate: Estimate(report.wrong, of: jobs),
            gain: report.gain ?? Estimate(0, error: 0)
        )
    }
}
