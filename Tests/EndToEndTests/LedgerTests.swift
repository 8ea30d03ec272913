import TestKit
import Testing

extension DevstackTests {
    /// Money and the ledger of a devstack, from another terminal.
    @Suite struct LedgerTests {
        @Test func aNewUserGetsMoneyAndChecksTheLedger() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let made = try await bacalhau("wallet", "create", "alice", "--no-passphrase")
                #expect(made.status == 0, "\(made)")
                let given = try await bacalhau.json("wallet", "faucet", "alice", "10cr")
                #expect(given["Available"].int == 10_000_000_000)
                let staked = try await bacalhau.json("wallet", "stake", "alice", "2.5cr")
                #expect(staked["FreeStake"].int == 2_500_000_000)
                let balance = try await bacalhau.json("wallet", "balance", "alice")
                #expect(balance["Available"].int == 7_500_000_000)
                let tooMuch = try await bacalhau("wallet", "withdraw", "alice", "8cr")
                #expect(tooMuch.status == 1 && tooMuch.error.contains("the ledger refuses"), "\(tooMuch)")
                let greedy = try await bacalhau("wallet", "faucet", "alice", "991cr")
                #expect(greedy.status == 1 && greedy.error.contains("a day"), "\(greedy)")
                let history = try await bacalhau("wallet", "history", "alice", "--output", "csv")
                #expect(history.status == 0 && history.text.contains("staked"), "\(history)")

                let shown = try await bacalhau.json("ledger", "show")
                #expect(shown["Name"].string == "devstack" && shown["Test"].bool == true, "\(shown)")
                let events = try await bacalhau("ledger", "events", "--limit", "5")
                #expect(events.status == 0 && events.text.contains("genesis"), "\(events)")
                let head = try await bacalhau.answer("ledger", "head", "-q")
                try folder.write(head + "\n", to: "kept.head")
                let verified = try await bacalhau("ledger", "verify", "--head", "kept.head", in: folder)
                #expect(verified.status == 0, "\(verified)")
                let exported = try await bacalhau("ledger", "export", "-O", "ledger.export", in: folder)
                #expect(exported.status == 0, "\(exported)")
                let key = try #require(shown["Operator"].string)
                let id = try #require(shown["Ledger"].string)
                let checked = try await bacalhau(
                    "ledger",
                    "verify",
                    "--file",
                    "ledger.export",
                    "--ledger",
                    id,
                    "--operator",
                    key,
                    "--head",
                    head,
                    in: folder
                )
                #expect(checked.status == 0, "\(checked)")
                let reputation = try await bacalhau("ledger", "reputation", "alice")
                #expect(reputation.status == 1 && reputation.error.contains("has had no deal"), "\(reputation)")
                let page = try await bacalhau.http.get("/reputation")
                #expect(page.status == 200, "\(page)")
            }
        }

        /// The data folder's own ledger is in use, so commands in it ask the server; without one they say what to do.
        @Test func theFolderOfARunningLedgerLeadsToItsServer() async throws {
            try await TemporaryFolder.with { folder in
                let server = try await Server.devstack(folder: folder.path)
                let address = ["BACALHAU_API_HOST": server.host, "BACALHAU_API_PORT": String(server.port)]
                let shown = try await Self.run(["ledger", "show"], folder.path, address)
                #expect(shown.status == 0, "\(shown)")
                let lost = try await Self.run(["ledger", "show"], folder.path, ["BACALHAU_API_PORT": "1"])
                #expect(lost.status == 69 && lost.error.contains("--api-port"), "\(lost)")
                try await server.stop()
                // Now the folder's ledger is free, and the same as before.
                let again = try await Self.run(["ledger", "show"], folder.path, ["BACALHAU_API_PORT": "1"])
                #expect(again.status == 0 && again.text.contains("devstack"), "\(again)")
                // An address that is given as a flag wins over the folder.
                let flagged = try await Self.run(["ledger", "show", "--api-port", "1"], folder.path, [:])
                #expect(flagged.status == 69 && flagged.error.contains("no server answers"), "\(flagged)")
                let second = try await Server.devstack(folder: folder.path)
                try await second.stop()
                let verified = try await Self.run(["ledger", "verify"], folder.path, ["BACALHAU_API_PORT": "1"])
                #expect(verified.status == 0, "\(verified)")
            }
        }

        @Test func serveNeedsALedgerThatWasMade() async throws {
            try await TemporaryFolder.with { folder in
                let none = try await Self.run(["serve", "--ledger", "--config", "API.Port=0"], folder.path, [:])
                #expect(none.status == 1 && none.error.contains("bacalhau ledger init"), "\(none)")
                let made = try await Self.run(
                    ["ledger", "init", "--test", "--beacon-period", "2", "--no-passphrase"],
                    folder.path,
                    [:]
                )
                #expect(made.status == 0, "\(made)")
                let server = try await Server.serve(folder: folder.path, ["--ledger"])
                let port = ["BACALHAU_API_HOST": server.host, "BACALHAU_API_PORT": String(server.port)]
                let shown = try await Self.run(["ledger", "show"], folder.path, port)
                #expect(shown.status == 0, "\(shown)")
                try await server.stop()
            }
        }

        private static func run(
            _ arguments: [String],
            _ folder: String,
            _ environment: [String: String]
        ) async throws -> Finished {
            try await Child.run(
                try #require(Bacalhau.path),
                arguments,
                environment: Bacalhau.environment(dataFolder: folder, environment),
                workingFolder: folder
            )
        }
    }
}
