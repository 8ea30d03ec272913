import Testing

/// Worlds of machines, from seeds.
@Suite struct DealWorldTests {
    /// Small parts, so that other tests get their turn between them.
    @Test(arguments: 0..<15)
    func everyDealEndsAndEverybodyGetsWhatIsRight(part: Int) throws {
        for seed in 10 * part..<10 * (part + 1) {
            var world = try DealWorld(seed: UInt64(seed))
            try world.run()
        }
    }

    /// Processes end in every phase of a deal, and stops cross their orders.
    @Test(arguments: 15..<30)
    func everyDealEndsWhateverIsInterrupted(part: Int) throws {
        for seed in 10 * part..<10 * (part + 1) {
            var world = try DealWorld(seed: UInt64(seed), isPlanned: true)
            try world.run()
        }
    }

    @Test func whatIsPlannedHappens() throws {
        var done = Set<String>()
        for seed in 0..<150 {
            var world = try DealWorld(seed: UInt64(seed), isPlanned: true)
            try world.run()
            done.formUnion(world.plan?.done ?? [])
        }
        let all = WorldPlan.clientPhases.map { "client " + $0 } + WorldPlan.nodePhases.map { "node " + $0 } + ["stop"]
        #expect(all.filter { !done.contains($0) } == [])
    }

    /// Seeds that found something once.
    @Test(
        arguments: [
            27, 104, 115, 159, 190, 280, 286, 346, 490, 519, 551, 771, 830, 872, 909, 1099, 1209, 1347, 1502, 1798,
            1848, 5857, 202988,
        ] as [UInt64]
    )
    func whatWasFoundOnceIsMended(seed: UInt64) throws {
        var world = try DealWorld(seed: seed)
        try world.run()
    }

    @Test(arguments: [232, 2440, 3051, 4163, 4374, 7336, 9135, 9763, 13965, 50252, 105421, 105538] as [UInt64])
    func whatWasFoundOnceByAPlanIsMended(seed: UInt64) throws {
        var world = try DealWorld(seed: seed, isPlanned: true)
        try world.run()
    }
}
