@testable import ContentAddressing

/// Bytes of a hex text, traps on anything else: tests only write valid ones.
func hex(_ text: String) -> [UInt8] {
    do {
        return try Multibase.base16.decodeBody(Array(text.utf8)[...])
    } catch {
        fatalError("\(text): \(error)")
    }
}

func hexText(_ bytes: [UInt8]) -> String {
    Multibase.base16.encodeBody(bytes)
}

/// Bytes of a text.
func utf8(_ text: String) -> [UInt8] {
    Array(text.utf8)
}
