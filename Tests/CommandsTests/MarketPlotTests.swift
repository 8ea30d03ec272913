import Foundation
import Testing

@testable import Commands

/// The plots of `simulate market` as files.
struct MarketPlotTests {
    @Test func aSweepWritesItsPlots() async throws {
        try await TestContext.withFolder { folder in
            let console = TestConsole()
            let line = ["simulate", "market", "--scenario", "F long run", "--sweep", "--deals", "30", "--seed", "2"]
            let context = TestContext.make(console: console, folder: folder)
            #expect(
                await Program.run(line + ["--plots", "some/plots", "-q"], context: context) == 0,
                "\(console.error)"
            )
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/some/plots").sorted()
            #expect(
                names == [
                    "cost-of-checking.svg", "liars-run-out.svg", "lies-accepted.svg", "price-of-corruption.svg",
                    "profit-of-a-lie.svg",
                ]
            )
            for name in names {
                let text = try String(contentsOfFile: "\(folder)/some/plots/\(name)", encoding: .utf8)
                #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
            }
        }
    }

    @Test(arguments: [[], ["--sweep", "--theory"], ["--sweep", "--published-rules"]])
    func plotsNeedASweepByTheRulesAsTheyAre(flags: [String]) async {
        let console = TestConsole()
        let line = ["simulate", "market", "--plots", "plots"] + flags
        #expect(await Program.run(line, context: TestContext.make(console: console)) == 64)
        #expect(console.error.contains("--plots goes with --sweep"))
    }
}
