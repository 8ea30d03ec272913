import Core
import Testing

@testable import Engines

/// The measurement that benchmarks use.
@Suite(.enabled(if: SandboxHarness.isUsable, "sandboxes do not work here"))
struct SandboxFloorTests {
    @Test("an engine is measured beside bare bubblewrap")
    func floor() throws {
        let harness = SandboxHarness()
        let comparison = try harness.engine.compareWithFloor(rounds: 2, folder: harness.folder)
        #expect(comparison.floorNanoseconds > 0)
        #expect(comparison.ownNanoseconds > 0)
    }
}
