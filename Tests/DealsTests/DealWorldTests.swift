import Testing

/// Worlds of machines, from seeds.
@Suite struct DealWorldTests {
    /// Two suites of seeds, so that two processors share them.
    @Test(arguments: [0, 1])
    func everyDealEndsAndEverybodyGetsWhatIsRight(part: UInt64) throws {
        for seed in 0..<1000 {
            var world = try DealWorld(seed: UInt64(seed) * 2 + part)
            do { try world.run() } catch { Issue.record(error) }
        }
    }
}
