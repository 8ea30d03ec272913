@testable import Core

/// Random values for properties over seeds.
enum RandomDocument {
    static func value(_ random: inout SplitMix64, depth: Int) -> JSONValue {
        switch random.below(depth > 0 ? 8 : 6) {
        case 0: .null
        case 1: .bool(random.chance(1, in: 2))
        case 2: .int(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
        case 3: .double(finite(&random))
        case 4, 5: .string(text(&random))
        case 6: .array((0..<random.below(6)).map { _ in value(&random, depth: depth - 1) })
        default:
            .object((0..<random.below(6)).map { _ in .init(text(&random), value(&random, depth: depth - 1)) })
        }
    }

    static func text(_ random: inout SplitMix64) -> String {
        let signs: [Unicode.Scalar] = [
            "a", "Z", "9", " ", "\"", "\\", "\n", "\u{0}", "é", "€", "😀", "\u{2028}", "/", "_",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<random.below(20) { text.append(signs[random.below(signs.count)]) }
        return String(text)
    }

    static func word(_ random: inout SplitMix64) -> String {
        String((0...random.below(8)).map { _ in "abcxyz019-"[random.below(10)] })
    }

    private static func finite(_ random: inout SplitMix64) -> Double {
        while true {
            let number = Double(bitPattern: random.next())
            if number.isFinite { return number }
        }
    }

    static func map(_ random: inout SplitMix64, keys: [String]) -> StringMap {
        var map = StringMap()
        for key in keys where random.chance(1, in: 2) { map[key] = text(&random) }
        return map
    }
}

extension String {
    /// The character at an offset; for short test tables only.
    fileprivate subscript(_ offset: Int) -> Character { self[index(startIndex, offsetBy: offset)] }
}
