import ContentAddressing

/// How a subject is stored beside its entries: the first eight bytes of its digest, as SQLite's signed number.
enum MarkKey {
    static func number(of subject: Digest256) -> Int64 {
        subject.withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }
}
