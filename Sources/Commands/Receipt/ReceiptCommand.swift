import ArgumentParser

/// The command `bacalhau receipt`.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Look at and check receipts of deals, without any node.",
        discussion: """
            A receipt says that a job ran, for whom, on what, with which result, at which price. It holds the signed \
            messages of the deal and the ledger's signature.

            EXAMPLES
              bacalhau receipt show job.receipt
              bacalhau receipt verify job.receipt --ledger ID --operator KEY
            """,
        subcommands: [ReceiptShowCommand.self, ReceiptVerifyCommand.self]
    )
}
