package import Core
import Settlement

extension LogHead {
    /// The head as hexadecimal digits of its record in an export, for keeping.
    package var text: String { Hex.text(ExportRecord.head(self).bytes) }

    /// Reads the digits; nil for anything else.
    package init?(text: String) {
        guard text.utf8.count <= 1024, let bytes = Hex.bytes(text), let record = try? ExportRecord(decoding: bytes),
            case .head(let head) = record
        else { return nil }
        self = head
    }
}
