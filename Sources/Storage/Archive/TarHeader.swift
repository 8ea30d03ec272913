import Core

/// The 512-byte header of one tar entry (POSIX ustar, with pax records for long names and sizes).
enum TarHeader {
    static let blockBytes = 512
    /// The largest size that the octal field holds.
    private static let octalSizeMax: UInt64 = 0o77777777777

    enum Kind: UInt8, Sendable {
        case file = 0x30
        case symlink = 0x32
        case directory = 0x35
        case pax = 0x78
    }

    /// The header of an entry, with a pax record before it where name, target or size do not fit; no times or owners.
    static func encode(name: [UInt8], kind: Kind, size: UInt64, target: [UInt8] = []) -> [UInt8] {
        var records: [UInt8] = []
        if name.count > 100 { records += record("path", name) }
        if target.count > 100 { records += record("linkpath", target) }
        if size > octalSizeMax { records += record("size", Array("\(size)".utf8)) }
        var bytes: [UInt8] = []
        if !records.isEmpty {
            bytes += plain(name: Array("pax".utf8), kind: .pax, size: UInt64(records.count), target: [])
            bytes += records + padding(after: UInt64(records.count))
        }
        return bytes + plain(name: Array(name.prefix(100)), kind: kind, size: min(size, octalSizeMax), target: target)
    }

    /// Zeros up to the next block.
    static func padding(after count: UInt64) -> [UInt8] {
        let rest = Int(count % UInt64(blockBytes))
        return [UInt8](repeating: 0, count: rest == 0 ? 0 : blockBytes - rest)
    }

    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let body = Array(" \(key)=".utf8) + value + [0x0a]
        // The length counts its own digits.
        var length = body.count + 1
        while body.count + "\(length)".utf8.count != length { length = body.count + "\(length)".utf8.count }
        return Array("\(length)".utf8) + body
    }

    private static func plain(name: [UInt8], kind: Kind, size: UInt64, target: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: blockBytes)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put(name, at: 0)
        put(octal(kind == .directory ? 0o755 : 0o644, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(size, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        header[156] = kind.rawValue
        put(target.prefix(100), at: 157)
        put(Array("ustar\u{0}00".utf8), at: 257)
        let sum = header.reduce(UInt64(0)) { $0 + UInt64($1) }
        put(octal(sum, digits: 6) + [0, 0x20], at: 148)
        return header
    }

    private static func octal(_ value: UInt64, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }
}
