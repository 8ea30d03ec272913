import Settlement

/// Receipts in files: their canonical bytes and nothing else.
enum ReceiptFile {
    /// Reads a receipt; throws what is wrong with the file.
    static func read(_ path: String) throws -> Receipt {
        let bytes = try LocalFiles.read(CommandContext.current.absolutePath(path), bytesMax: Receipt.bytesMax)
        do throws(SettlementError) {
            return try Receipt(decoding: bytes)
        } catch {
            throw CommandError(
                .failed,
                "\(path) is no receipt: \(error.message)",
                hint: "'bacalhau job receipt' fetches one"
            )
        }
    }
}
