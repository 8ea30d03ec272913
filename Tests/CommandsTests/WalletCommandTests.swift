import Core
import Foundation
import Testing

@testable import Commands

/// A ledger and its wallets through the command line, in a folder of their own.
struct WalletCommandTests {
    private struct Shell {
        let folder: String
        var environment: [String: String] = [:]

        /// Runs a command; gives its status, its answer and its talk.
        func run(_ line: String) async -> (status: Int32, output: String, error: String) {
            let console = TestConsole()
            let context = TestContext.make(console: console, environment: environment, folder: folder)
            let words = line.split(separator: " ").map(String.init) + ["--data-dir", folder + "/data"]
            let status = await Program.run(words, context: context)
            return (status, console.output, console.error)
        }

        /// The member of the JSON object that a command answers.
        func value(_ line: String, _ name: String) async throws -> JSONValue? {
            let answer = await run(line + " --output json")
            #expect(answer.status == 0, "\(line): \(answer.error)")
            return try JSONValue(parsing: answer.output)[anyCase: name]
        }
    }

    @Test func moneyMovesAndTheLedgerIsRight() async throws {
        try await TestContext.withFolder { folder in
            let shell = Shell(folder: folder)
            #expect(await shell.run("ledger show").status == 69)
            let made = await shell.run("ledger init --test --faucet 10cr --no-passphrase")
            #expect(made.status == 0 && made.error.contains("in the clear"), "\(made.error)")
            #expect(await shell.run("ledger init --test --no-passphrase").status == 1)
            #expect(await shell.run("wallet list").error.contains("bacalhau wallet create"))
            #expect(await shell.run("wallet create alice --no-passphrase").status == 0)
            #expect(await shell.run("wallet list").error.isEmpty)
            #expect(await shell.run("wallet create batch --no-passphrase").status == 0)
            #expect(await shell.run("wallet create alice --no-passphrase").status == 1)
            #expect(try await shell.value("wallet faucet alice 9cr", "Available") == .int(9_000_000_000))
            let tooMuch = await shell.run("wallet faucet alice 2cr")
            #expect(tooMuch.status == 1 && tooMuch.error.contains("has given 9000000000 today"), "\(tooMuch.error)")
            #expect(try await shell.value("wallet stake alice 2.5cr", "FreeStake") == .int(2_500_000_000))
            #expect(try await shell.value("wallet unstake alice 1cr", "Unbonding") == .int(1_000_000_000))
            #expect(try await shell.value("wallet withdraw alice 500", "Available") == .int(6_499_999_500))
            #expect(try await shell.value("wallet deposit batch 100", "Available") == .int(100))
            #expect(await shell.run("wallet allow alice batch 1cr --days 7").status == 0)
            #expect(try await shell.value("wallet draw batch alice 300", "Owed") == .int(300))
            #expect(await shell.run("wallet withdraw batch 101").status == 1)
            #expect(try await shell.value("wallet give-back batch alice 100", "Owed") == .int(200))
            #expect(await shell.run("wallet recall alice batch 200").status == 0)
            #expect(try await shell.value("wallet balance batch", "Available") == .int(100))
            // People read credits, programs units.
            #expect(await shell.run("wallet balance alice").output.contains("FreeStake   = 1.5cr\n"))
            #expect(await shell.run("wallet balance alice --output csv").output.contains(",1500000000,"))
            let history = await shell.run("wallet history alice --output csv")
            #expect(history.output.contains("stake") && history.output.contains("recalled"))
            #expect(try await shell.value("ledger verify", "Messages") == .int(9))
            #expect(await shell.run("ledger export --output-file ledger.export").status == 0)
            #expect(await shell.run("ledger verify --file ledger.export").status == 0)
            try Self.flipOneByte(of: folder + "/ledger.export")
            let wrong = await shell.run("ledger verify --file ledger.export")
            #expect(wrong.status == 1 && wrong.error.contains("the ledger is not right"), "\(wrong.error)")
        }
    }

    @Test func aKeptHeadHasToBeInTheLog() async throws {
        try await TestContext.withFolder { folder in
            let shell = Shell(folder: folder)
            #expect(await shell.run("ledger init --test --faucet 10cr --no-passphrase").status == 0)
            let head = try #require(try await shell.value("ledger head", "Head")?.stringValue)
            #expect(await shell.run("wallet create alice --no-passphrase").status == 0)
            #expect(await shell.run("wallet faucet alice 1cr").status == 0)
            #expect(await shell.run("ledger verify --head \(head)").status == 0)
            try Data(await shell.run("ledger head --output json").output.utf8).write(
                to: URL(fileURLWithPath: folder + "/kept.json")
            )
            #expect(await shell.run("ledger verify --head kept.json").status == 0)
            let none = await shell.run("ledger verify --head ab")
            #expect(none.status != 0 && none.error.contains("ab"), "\(none.error)")
            // Another ledger does not have it.
            let other = Shell(folder: folder + "/other")
            try FileManager.default.createDirectory(atPath: other.folder, withIntermediateDirectories: true)
            #expect(await other.run("ledger init --test --no-passphrase").status == 0)
            let wrong = await other.run("ledger verify --head \(head)")
            #expect(wrong.status == 1 && wrong.error.contains("kept head"), "\(wrong.error)")
        }
    }

    @Test func aLedgerStartsWithWhatItsNetworkWants() async throws {
        try await TestContext.withFolder { folder in
            let shell = Shell(folder: folder)
            #expect(await shell.run("wallet create node --no-passphrase").status == 0)
            let wrong = await shell.run("ledger init --param sigma=1 --no-passphrase")
            #expect(wrong.status == 64 && wrong.error.contains("add --test"), "\(wrong.error)")
            let never = await shell.run("ledger init --test --param beacon_delay=0 --no-passphrase")
            #expect(never.status == 64 && never.error.contains("beaconDelay"), "\(never.error)")
            #expect(await shell.run("ledger init --test --param none=1 --no-passphrase").status == 64)
            #expect(await shell.run("ledger init --test --account node=1:x --no-passphrase").status == 64)
            let made = await shell.run(
                "ledger init --beacon-period 2 --param epoch_len=3600 --account node=0:7cr --no-passphrase"
            )
            #expect(made.status == 0, "\(made.error)")
            let stake = try await shell.value("wallet balance node", "FreeStake")
            #expect(stake == .int(7_000_000_000))
            let nobody = await shell.run("ledger reputation")
            #expect(nobody.status == 0 && nobody.error.contains("no account has had a deal yet"), "\(nobody.error)")
            #expect(await shell.run("ledger reputation node").status == 1)
        }
    }

    @Test func aSealedWalletNeedsItsPassphrase() async throws {
        try await TestContext.withFolder { folder in
            var shell = Shell(folder: folder)
            #expect(await shell.run("ledger init --test --faucet 10cr --no-passphrase").status == 0)
            shell.environment["BACALHAU_WALLET_PASSPHRASE"] = "correct horse"
            #expect(await shell.run("wallet create alice").status == 0)
            #expect(await shell.run("wallet faucet alice 1cr").status == 0)
            #expect(await shell.run("wallet stake alice 10").status == 0)
            shell.environment["BACALHAU_WALLET_PASSPHRASE"] = "wrong horse"
            let wrong = await shell.run("wallet stake alice 10")
            #expect(wrong.status == 1 && wrong.error.contains("does not open the wallet"), "\(wrong.error)")
            let list = await shell.run("wallet list")
            #expect(list.status == 0 && list.output.contains("encrypted"))
            let file = folder + "/passphrase"
            try Data("correct horse\nmore\n".utf8).write(to: URL(fileURLWithPath: file))
            #expect(await shell.run("wallet stake alice 10 --passphrase-file \(file)").status == 0)
        }
    }

    private static func flipOneByte(of path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    @Test(arguments: [
        ("1", 1), ("1cr", 1_000_000_000), ("0.5cr", 500_000_000), ("2.000000001cr", 2_000_000_001),
        ("9223372036cr", 9_223_372_036_000_000_000), ("0", nil), ("-1", nil), ("1.5", nil), ("cr", nil), (".5cr", nil),
        ("1.cr", nil), ("1.0000000001cr", nil), ("9223372037cr", nil), ("0cr", nil), ("+1cr", nil), ("1 cr", nil),
    ])
    func amounts(text: String, units: Int64?) {
        #expect(CreditAmount(argument: text)?.units == units)
        if let units { #expect(CreditAmount(argument: CreditQuantity.text(units))?.units == units) }
    }
}
