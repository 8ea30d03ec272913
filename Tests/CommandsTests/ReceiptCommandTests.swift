import ContentAddressing
import Core
import Foundation
import Settlement
import Testing

@testable import Commands

/// Receipts through the command line.
struct ReceiptCommandTests {
    private static let path = "job.receipt"

    private static func run(_ line: String, in folder: String) async -> (status: Int32, output: String, error: String) {
        let console = TestConsole()
        let context = TestContext.make(console: console, folder: folder)
        let status = await Program.run(line.split(separator: " ").map(String.init), context: context)
        return (status, console.output, console.error)
    }

    private static func key(_ number: UInt8) throws -> SigningKey {
        try #require(SigningKey(seed: Digest256(repeating: number)))
    }

    /// A receipt of a deal that its client let pass, with what the parties signed.
    private static func receipt() throws -> Receipt {
        let (ledger, client, node) = (Digest256(repeating: 1), try key(2), try key(3))
        let job = JobDescription(
            classID: "wasm/1",
            program: [1],
            entry: "_start",
            maxFuel: 10,
            maxPages: 1,
            maxOutputBytes: 1,
            salt: .zero
        )
        let deal = ProtocolHash.deal(client: client.account, nonce: 0, job: job.key)
        let offer = Offer(node: node.account, jobKey: job.key, price: 5, expiry: 100)
        let receipt = ProtocolHash.receipt(job: job.key, exit: 0, outputRoot: .zero, traceRoot: .zero)
        let opening = Opening(receipt: receipt, fuel: 4, pages: 1, blob: .zero, rho: Digest256(repeating: 9))
        let commitment = ProtocolHash.commitment(
            place: SlotPlace(deal: deal, slot: 0, node: node.account),
            digest: opening.digest(job: job.key),
            charge: 5,
            rho: opening.rho
        )
        let messages: [(Message, SigningKey)] = [
            (
                .post(
                    .init(
                        nonce: 0,
                        jobKey: job.key,
                        cap: 10,
                        maxFuel: 10,
                        policy: .zero,
                        encKey: .zero,
                        tExec: 10
                    )
                ), client
            ),
            (
                .assign(.init(deal: deal, offer: offer, proof: OfferProof(offer, ledger: ledger, key: node))), client
            ),
            (.commit(.init(deal: deal, commitment: commitment, ciphertext: .zero, charge: 5)), node),
        ]
        var made = Receipt(
            ledger: ledger,
            job: job,
            deal: deal,
            outcome: .paidLate,
            closedAt: 50,
            result: .init(
                node: node.account,
                slot: 0,
                exit: 0,
                outputRoot: .zero,
                traceRoot: .zero,
                opening: opening,
                charge: 5
            ),
            coinBeacon: nil,
            messages: try messages.enumerated().map { index, item in
                try #require(
                    Envelope(item.0, nonce: UInt64(index), expiry: 100, ledger: ledger, key: item.1)
                )
            }
        )
        let isSigned = made.sign(with: try key(4))
        #expect(isSigned)
        return made
    }

    @Test func aReceiptIsShownAndChecked() async throws {
        try await TestContext.withFolder { folder in
            let receipt = try Self.receipt()
            try Data(receipt.bytes).write(to: URL(fileURLWithPath: folder + "/" + Self.path))
            let shown = await Self.run("receipt show \(Self.path)", in: folder)
            #expect(shown.status == 0 && shown.output.contains("PAID_LATE"), "\(shown)")
            #expect(shown.error.contains("nothing of this was checked"))
            let right = await Self.run(
                "receipt verify \(Self.path) --ledger \(receipt.ledger.hex) --operator \(receipt.ledgerKey.hex)",
                in: folder
            )
            #expect(right.status == 0 && !right.error.contains("not checked"), "\(right)")
            let trusting = await Self.run("receipt verify \(Self.path)", in: folder)
            #expect(trusting.status == 0 && trusting.error.contains("was not checked"), "\(trusting)")
            #expect(trusting.error.contains("bacalhau ledger show"), "\(trusting)")
            let json = await Self.run("receipt verify \(Self.path) --output json", in: folder)
            #expect(try JSONValue(parsing: json.output)[anyCase: "Right"] == .bool(true))
        }
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        var name: String
        var says: String
        var arguments = ""
        var change: @Sendable (inout Receipt) throws -> Void = { _ in }
        var testDescription: String { name }
    }

    static let lies = [
        Lie(name: "another ledger", says: "not of the one given", arguments: " --ledger " + Digest256.zero.hex),
        Lie(name: "another operator", says: "not with the one given", arguments: " --operator " + Digest256.zero.hex),
        Lie(name: "changed after signing", says: "not signed by the ledger") { $0.closedAt += 1 },
        Lie(name: "another charge", says: "has not committed to this result") {
            $0.result.charge = 4
            _ = $0.sign(with: try ReceiptCommandTests.key(4))
        },
        Lie(name: "no post", says: "no message posts this deal") {
            $0.messages.removeFirst()
            _ = $0.sign(with: try ReceiptCommandTests.key(4))
        },
    ]

    @Test("The first thing that is wrong is told", arguments: lies)
    func lie(_ lie: Lie) async throws {
        try await TestContext.withFolder { folder in
            var receipt = try Self.receipt()
            try lie.change(&receipt)
            try Data(receipt.bytes).write(to: URL(fileURLWithPath: folder + "/" + Self.path))
            let human = await Self.run("receipt verify \(Self.path)" + lie.arguments, in: folder)
            #expect(human.status == 1 && human.error.contains(lie.says), "\(human)")
            #expect(human.output.isEmpty)
            let json = await Self.run("receipt verify \(Self.path) --output json" + lie.arguments, in: folder)
            #expect(json.status == 1)
            let answer = try JSONValue(parsing: json.output)
            #expect(answer[anyCase: "Right"] == .bool(false))
            #expect(answer[anyCase: "Reason"]?.stringValue?.contains(lie.says) == true)
        }
    }

    @Test func aFileThatIsNoReceiptIsTold() async throws {
        try await TestContext.withFolder { folder in
            try Data("hello".utf8).write(to: URL(fileURLWithPath: folder + "/" + Self.path))
            let wrong = await Self.run("receipt verify \(Self.path)", in: folder)
            #expect(wrong.status == 1 && wrong.error.contains("is no receipt"), "\(wrong)")
            #expect(wrong.error.contains("bacalhau job receipt"), "\(wrong)")
            let none = await Self.run("receipt show nothing.receipt", in: folder)
            #expect(none.status == 1 && none.error.contains("cannot read"), "\(none)")
            let usage = await Self.run("receipt verify \(Self.path) --operator xyz", in: folder)
            #expect(usage.status == 64, "\(usage)")
        }
    }
}
