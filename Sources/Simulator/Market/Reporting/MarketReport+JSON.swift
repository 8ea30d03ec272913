package import Core

extension MarketReport {
    /// The report as a JSON document.
    package var json: JSONValue {
        .object(
            [
                .init("Name", .string(name)), .init("Seed", .string(String(seed))), .init("Deals", .int(Int64(deals))),
                .init("Sigma", .int(sigma)), .init("PPpm", .int(pPpm)), .init("NFirst", .int(nFirst)),
                .init("NMax", .int(nMax)), .init("EscalationBinds", .bool(escalationBinds)),
                .init("Outcomes", .object(outcomes.map { .init($0.name, .int(Int64($0.count))) })),
                .init("Verified", .int(Int64(verified))), .init("Mismatches", .int(Int64(mismatches))),
                .init("ReplicasPerDeal", replicasPerDeal.json), .init("ClientCostPerDeal", costPerDeal.json),
                .init("Accepted", .int(Int64(accepted))), .init("Wrong", .int(Int64(wrong))),
                .init("WrongVerified", .int(Int64(wrongVerified))), .init("WrongRate", wrongRate.json),
                .init("HonestSlashed", .int(Int64(honestSlashed))),
                .init("HonestSlashedWithMajority", .int(Int64(honestSlashedWithMajority))),
                .init("Burned", .double(burned)), .init("Slashed", .double(slashed)),
                .init("ClientFines", .double(clientFines)), .init("HonestBaseline", .double(honestBaseline)),
            ] + tail
        )
    }

    private var tail: [JSONValue.Member] {
        [
            .init("Focus", focus.map { .string($0) } ?? .null),
            .init("Gain", gain?.json ?? .null),
            .init("PredictedGain", predicted.map { .double($0) } ?? .null),
            .init("Groups", .array(groups.map(\.json))),
            .init("Clients", .array(clients.map(\.json))),
            .init(
                "Series",
                .array(
                    series.map {
                        .object([
                            .init("Deals", .int(Int64($0.deals))), .init("Wrong", .int(Int64($0.wrong))),
                            .init("Active", .int(Int64($0.active))),
                        ])
                    }
                )
            ),
            .init("InvariantChecks", .int(Int64(checks))),
            .init("Problems", .array(problems.map { .string($0) })),
        ]
    }
}

extension MarketReport.Group {
    fileprivate var json: JSONValue {
        .object([
            .init("Name", .string(name)), .init("Nodes", .int(Int64(nodes))),
            .init("PrimaryJobs", .int(Int64(primaryJobs))), .init("Verifications", .int(Int64(verifications))),
            .init("Slashes", .int(Int64(slashes))), .init("StakeShare", .double(stakeShare)),
            .init("VerificationShare", verificationShare.json),
            .init("ProfitPerPrimaryJob", profitPerJob?.json ?? .null),
            .init("ProfitPerNode", .double(profitPerNode)), .init("LieRate", lieRate.json),
        ])
    }
}

extension MarketReport.Client {
    fileprivate var json: JSONValue {
        .object([
            .init("Name", .string(name)), .init("Count", .int(Int64(count))), .init("Jobs", .int(Int64(jobs))),
            .init("CostPerJob", costPerJob.json),
        ])
    }
}
