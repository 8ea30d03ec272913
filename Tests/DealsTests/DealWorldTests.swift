import Testing

/// Worlds of machines, from seeds.
@Suite struct DealWorldTests {
    /// Small parts, so that other tests get their turn between them.
    @Test(arguments: 0..<30)
    func everyDealEndsAndEverybodyGetsWhatIsRight(part: Int) throws {
        for seed in 10 * part..<10 * (part + 1) {
            var world = try DealWorld(seed: UInt64(seed))
            try world.run()
        }
    }

    /// Seeds that found something once.
    @Test(
        arguments: [
            27, 104, 115, 159, 190, 280, 286, 346, 490, 519, 551, 771, 830, 872, 909, 1099, 1209, 1347, 1502, 1798,
            1848,
        ] as [UInt64]
    )
    func whatWasFoundOnceIsMended(seed: UInt64) throws {
        var world = try DealWorld(seed: seed)
        try world.run()
    }
}
